import { useCallback, useEffect, useState } from 'react';
import { flushSync } from 'react-dom';
import { request } from '@/api/client';
import type { ListState } from '@/api/queries';
import type { Page, RecordData } from '@/api/types';

/** More is a file, not a print: there is the export for it. */
export const most_rows = 1000;
const page_rows = 200;

async function all_rows(record: string, state: ListState): Promise<RecordData[]> {
  const rows: RecordData[] = [];
  let cursor: string | null = null;
  do {
    const query = { ...state, archived: state.archived || undefined, limit: page_rows, cursor };
    const page: Page<RecordData> = await request<Page<RecordData>>(`/${record}`, { query });
    rows.push(...page.items);
    cursor = page.next;
  } while (cursor !== null && rows.length < most_rows);
  return rows.slice(0, most_rows);
}

/**
 * The rows that are on paper. The button and Ctrl+P read all there are first; the browser's own menu waits for nobody, so it gets those
 * that have been read.
 */
export function usePrintList(record: string, state: ListState, read: RecordData[]) {
  const [rows, set_rows] = useState<RecordData[] | null>(null);
  const [is_busy, set_is_busy] = useState(false);

  useEffect(() => {
    const before = () => flushSync(() => set_rows((held) => held ?? read));
    const after = () => set_rows(null);
    window.addEventListener('beforeprint', before);
    window.addEventListener('afterprint', after);
    return () => {
      window.removeEventListener('beforeprint', before);
      window.removeEventListener('afterprint', after);
    };
  }, [read]);

  const print = useCallback(async () => {
    set_is_busy(true);
    try {
      const all = await all_rows(record, state);
      flushSync(() => set_rows(all));
      window.print();
    } finally {
      set_is_busy(false);
      set_rows(null);
    }
  }, [record, state]);

  return { rows, is_busy, print };
}
