import { App, Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { new_key } from '@/api/client';
import type { RecordData, RecordSchema } from '@/api/types';
import type { ListSearch } from '@/app/router';
import { group_digits } from '../fields/decimal';
import type { Selection } from '../grid/selection';
import { cancel_job } from '../jobs/jobs';
import { useProblemText } from '../problem_text';
import { title_of } from '../record/title';
import { useUndo } from '../undo/use_undo';
import { type BulkJob, type BulkResult, type Change, change_by_job, change_rows, is_result, row_of } from './bulk';

const is_slow_after_ms = 600;

interface BulkProps {
  record: RecordSchema;
  rows: RecordData[];
  search: ListSearch;
  selection: Selection;
}

/** Changes what is chosen, says what became of it, and takes an archive back for a while. */
export function useBulk({ record, rows, search, selection }: BulkProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const problem_text = useProblemText();
  const offer_undo = useUndo();
  const [busy, set_busy] = useState(false);
  const [result, set_result] = useState<BulkResult | null>(null);
  const count_words = (count: number) => ({ count, shown: group_digits(String(count)) });

  function progress(key: string) {
    const since = Date.now();
    return (job: BulkJob) => {
      if (Date.now() - since < is_slow_after_ms) return;
      const { done, total } = job.progress;
      message.loading({
        key,
        duration: 0,
        content: (
          <span>
            {t('bulk.progress', { done: group_digits(String(done)), total: group_digits(String(total)) })}
            <Button type="link" size="small" onClick={() => void cancel_job(job.id).catch(() => {})}>
              {t('app.cancel')}
            </Button>
          </span>
        ),
      });
    };
  }

  function say(change: Change, ended: BulkResult) {
    if (ended.refused > 0) set_result(ended);
    if (ended.done === 0) return;
    const text = t(change.action === 'archive' ? 'bulk.archived' : 'bulk.done', count_words(ended.done));
    if (change.action === 'archive') offer_undo(record.name, text, () => run({ action: 'restore' }, ended.changed));
    else message.success(text);
  }

  /** `changed`: the rows that an earlier change has left, in place of those that are chosen. */
  async function run(change: Change, changed?: BulkResult['changed']) {
    try {
      await tell(change, changed);
    } catch (error) {
      message.error(problem_text(error));
    }
  }

  /** As run(), but what is wrong with the whole of it is thrown, for the dialog that asked. */
  async function tell(change: Change, changed?: BulkResult['changed']) {
    const key = `bulk:${new_key()}`;
    set_busy(true);
    try {
      const ended = await work(change, changed, progress(key));
      if (is_result(ended)) {
        if (!changed) selection.set(ended.refusals.map(({ id }) => id));
        say(change, ended);
      } else if (ended.state === 'cancelled') message.info(t('bulk.cancelled', count_words(ended.result?.done ?? 0)));
      else message.error(ended.problem?.detail ?? t('problem.unexpected'));
    } finally {
      message.destroy(key);
      set_busy(false);
    }
  }

  async function work(change: Change, changed: BulkResult['changed'] | undefined, on_progress: (job: BulkJob) => void) {
    const { filter, q, archived } = search;
    if (changed && 'job' in changed) return change_by_job(record, change, changed, on_progress);
    if (changed) {
      const items = changed.items.map((item) => ({ ...item, title: item.id }));
      return change_rows(record, change, items);
    }
    if (selection.everything) return change_by_job(record, change, { all: { filter, q, archived } }, on_progress);
    const chosen = rows.filter(({ id }) => selection.has(id));
    return change_rows(
      record,
      change,
      chosen.map((row) => row_of(record, row, title_of)),
    );
  }

  return { busy, result, run, tell, close_result: () => set_result(null) };
}
