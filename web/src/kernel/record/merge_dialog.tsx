import '../form/form.css';
import { useQuery } from '@tanstack/react-query';
import { App, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { new_key, request } from '@/api/client';
import { record_query, refresh_after_change } from '@/api/queries';
import type { Counted, Link, Merge, RecordData, RecordSchema, Value } from '@/api/types';
import { LinkPicker } from '../fields/link_picker';
import { ProblemText } from '../problem_text';
import { useValueText } from './history';
import { type Difference, differing, suggested } from './merging';
import { title_of } from './title';

interface MergeDialogProps {
  record: RecordSchema;
  data: RecordData;
  on_close: () => void;
}

/** Another record that is the same as this one goes into it: which, and whose value holds where they differ. */
export default function MergeDialog({ record, data, on_close }: MergeDialogProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [chosen, set_chosen] = useState<Link | null>(null);
  const [take, set_take] = useState<string[] | null>(null);
  const [refusal, set_refusal] = useState<unknown>(null);
  const [busy, set_busy] = useState(false);
  const [key] = useState(new_key);
  const title = title_of(record, data);
  const other = useQuery({ ...record_query(record.name, chosen?.id ?? ''), enabled: chosen !== null, staleTime: 0 });
  const plan = useQuery({
    queryKey: [record.name, 'merge', data.id, chosen?.id],
    queryFn: () => request<{ moves: Counted[] }>(`/${record.name}/${data.id}/merge`, { query: { other: chosen?.id } }),
    enabled: chosen !== null,
    staleTime: 0,
    retry: false,
  });
  const differences = other.data ? differing(record, data, other.data) : [];
  const taken = take ?? suggested(differences);
  const problem = refusal ?? plan.error ?? other.error;

  async function send() {
    if (!other.data) return;
    set_busy(true);
    try {
      const body = { other: other.data.id, version: other.data.version, take: taken };
      await request<Merge>(`/${record.name}/${data.id}/merge`, { method: 'POST', body, version: data.version, idempotency_key: key });
      await refresh_after_change(record.name);
      message.success(t('merge.done', { title: chosen?.title }));
      on_close();
    } catch (error) {
      set_refusal(error);
    } finally {
      set_busy(false);
    }
  }

  return (
    <Modal
      open
      width={860}
      title={t('merge.title', { title })}
      okText={t('merge.merge')}
      cancelText={t('app.cancel')}
      okButtonProps={{ disabled: !other.data || !plan.data, loading: busy }}
      onOk={() => void send()}
      onCancel={on_close}
    >
      <p className="quiet">{t('merge.lead', { title })}</p>
      <label className="merge-other" htmlFor="merge-other">
        {t('merge.other', { what: record.label })}
      </label>
      <LinkPicker
        target={record.name}
        value={chosen ? [chosen] : []}
        on_change={([link]) => {
          set_chosen(link ?? null);
          set_take(null);
          set_refusal(null);
        }}
        aria={{ id: 'merge-other' }}
      />
      {problem !== null && problem !== undefined && chosen && <ProblemText error={problem} />}
      {other.data && plan.data && (
        <>
          <MergeTable record={record} differences={differences} titles={[title, chosen?.title ?? '']} taken={taken} on_take={set_take} />
          <p>
            {t('merge.moves')}{' '}
            {plan.data.moves.length === 0
              ? t('merge.no_moves')
              : plan.data.moves.map((one) => t('merge.move', { label: one.label, count: one.count })).join(t('duplicates.and'))}
          </p>
          <p className="quiet">{t('merge.archived', { title: chosen?.title })}</p>
        </>
      )}
    </Modal>
  );
}

interface MergeTableProps {
  record: RecordSchema;
  differences: Difference[];
  titles: [string, string];
  taken: string[];
  on_take: (fields: string[]) => void;
}

function MergeTable({ record, differences, titles, taken, on_take }: MergeTableProps) {
  const { t } = useTranslation();
  if (differences.length === 0) return <p className="quiet">{t('merge.no_differences')}</p>;
  return (
    <div className="compare-scroll" tabIndex={0} role="group" aria-label={t('merge.fields')}>
      <table className="compare">
        <thead>
          <tr>
            <th scope="col">{t('compare.field')}</th>
            <th scope="col">{t('merge.stays', { title: titles[0] })}</th>
            <th scope="col">{t('merge.goes', { title: titles[1] })}</th>
          </tr>
        </thead>
        <tbody>
          {differences.map((one) => (
            <MergeRow
              key={one.field.name}
              record={record}
              difference={one}
              is_taken={taken.includes(one.field.name)}
              on_choose={(takes) => on_take(takes ? [...taken, one.field.name] : taken.filter((name) => name !== one.field.name))}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface MergeRowProps {
  record: RecordSchema;
  difference: Difference;
  is_taken: boolean;
  on_choose: (takes: boolean) => void;
}

function MergeRow({ record, difference, is_taken, on_choose }: MergeRowProps) {
  const text = useValueText(record, difference.field.name);
  const side = (takes: boolean, value: Value | undefined) => (
    <td className={is_taken === takes ? 'compare-chosen' : undefined}>
      <label>
        <input type="radio" name={`merge-${difference.field.name}`} checked={is_taken === takes} onChange={() => on_choose(takes)} />
        <span className="long-text">{text(value ?? null) || '–'}</span>
      </label>
    </td>
  );
  return (
    <tr>
      <th scope="row">{difference.field.label}</th>
      {side(false, difference.here)}
      {side(true, difference.there)}
    </tr>
  );
}
