import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { App, Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '@/api/client';
import { refresh_after_change } from '@/api/queries';
import type { Merge, RecordSchema } from '@/api/types';
import { instant_text } from '../fields/day';
import { useProblemText } from '../problem_text';
import { is_mergeable, merges_query } from './merging';

/** Where this record went, or what has come into it; and the way back. */
export function MergedNotice({ record, id }: { record: RecordSchema; id: string }) {
  const merges = useQuery({ ...merges_query(record.name, id), enabled: is_mergeable(record) }).data?.items ?? [];
  const standing = merges.filter((merge) => merge.undone === null);
  if (standing.length === 0) return null;
  return (
    <ul className="merged-notice">
      {standing.map((merge) => (
        <li key={merge.id}>
          <OneMerge record={record} id={id} merge={merge} />
        </li>
      ))}
    </ul>
  );
}

function OneMerge({ record, id, merge }: { record: RecordSchema; id: string; merge: Merge }) {
  const { t } = useTranslation();
  const { message, modal } = App.useApp();
  const problem_text = useProblemText();
  const [busy, set_busy] = useState(false);
  const is_gone = merge.merged?.id === id || merge.kept?.id !== id;
  const other = is_gone ? merge.kept : merge.merged;

  async function undo() {
    const sure = await modal.confirm({
      title: t('merge.undo_title'),
      content: t('merge.undo_text'),
      okText: t('merge.undo'),
      cancelText: t('app.cancel'),
    });
    if (!sure) return;
    set_busy(true);
    try {
      const undone = await request<Merge>(`/merges/${merge.id}/undo`, { method: 'POST' });
      await refresh_after_change(record.name);
      const left = [
        ...(undone.remaining?.moved ?? []).map((one) => t('merge.move', { label: one.label, count: one.count })),
        ...(undone.remaining?.fields ?? []).map((one) => one.label),
      ];
      if (left.length === 0) message.success(t('merge.undone'));
      else modal.info({ title: t('merge.undone'), content: t('merge.remaining', { what: left.join(t('duplicates.and')) }) });
    } catch (error) {
      message.error(problem_text(error));
    } finally {
      set_busy(false);
    }
  }

  return (
    <>
      <span>
        {t(is_gone ? 'merge.went' : 'merge.came', { when: instant_text(merge.at), who: merge.by.title })}{' '}
        {other ? (
          <Link to="/$record/$id" params={{ record: record.name, id: other.id }}>
            {other.title}
          </Link>
        ) : (
          t('merge.unseen')
        )}
      </span>
      {merge.can.undo && (
        <Button size="small" loading={busy} onClick={() => void undo()}>
          {t('merge.undo')}
        </Button>
      )}
    </>
  );
}
