import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { request } from '@/api/client';
import type { Duplicates, RecordSchema } from '@/api/types';
import { type Draft, type Mode, same, writable_fields } from './draft';

const pause = 400; // ms without a key before the server is asked

/** What says whether the record is there already: of one that is there, only what has been changed. */
export function telling_values(record: RecordSchema, mode: Mode, initial: Draft, draft: Draft): Record<string, string> {
  const told = writable_fields(record, mode).flatMap((field): [string, string][] => {
    const value = draft.values[field.name];
    if (!field.alike || typeof value !== 'string' || value.trim() === '') return [];
    if (mode === 'edit' && same(field, initial.values[field.name], value)) return [];
    return [[field.name, value.trim()]];
  });
  return Object.fromEntries(told);
}

const has_any = (found: Duplicates | undefined) => found !== undefined && found.items.length + found.others.length > 0;

function useRested(text: string): string {
  const [rested, set_rested] = useState(text);
  useEffect(() => {
    const timer = window.setTimeout(() => set_rested(text), pause);
    return () => window.clearTimeout(timer);
  }, [text]);
  return rested;
}

/** Who is likely there already, as far as has been typed; and whether somebody has seen it before it is saved. */
export function useDuplicates(record: RecordSchema, mode: Mode, initial: Draft, draft: Draft, id?: string) {
  const client = useQueryClient();
  const key = JSON.stringify(telling_values(record, mode, initial, draft));
  const rested = useRested(key);
  const [stopped, set_stopped] = useState('');
  const query_of = (told: string) => ({
    queryKey: [record.name, 'duplicates', id ?? '', told],
    queryFn: () => request<Duplicates>(`/${record.name}/duplicates`, { query: { ...JSON.parse(told), id } }),
    staleTime: 5_000,
  });
  const found = useQuery({ ...query_of(rested), enabled: rested !== '{}' }).data;
  return {
    found: rested === key && has_any(found) ? found : undefined,
    /** Saving has been stopped because of these very values. */
    is_stopped: stopped === key,
    /** True the first time somebody is about to save what is likely there already. A warning that cannot be had stops nobody. */
    stops: async (next: Draft): Promise<boolean> => {
      const told = JSON.stringify(telling_values(record, mode, initial, next));
      if (told === '{}' || told === stopped) return false;
      const answer = await client.fetchQuery(query_of(told)).catch(() => undefined);
      if (!has_any(answer)) return false;
      set_stopped(told);
      return true;
    },
  };
}
