import './form.css';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { new_key, request } from '@/api/client';
import { is_problem } from '@/api/problem';
import { record_query, refresh_after_change, useRecordSchema, useSchema } from '@/api/queries';
import type { RecordData, RecordSchema } from '@/api/types';
import { Waiting } from '@/app/pages/waiting';
import { EmptyState } from '../list/empty_state';
import { title_of } from '../record/title';
import { body_for_create, body_for_update, type Draft, draft_of } from './draft';
import { RecordForm } from './record_form';
import type { Saved } from './use_record_form';

export function CreatePage() {
  const { record: name } = useParams({ from: '/shell/$record/new' });
  const record = useRecordSchema(name);
  if (!record?.can.create) return <EmptyState is_page kind="no_permission" />;
  return <CreateForm key={name} record={record} />;
}

function useTitle(title: string): void {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = `${title} · ${t('app.name')}`;
  }, [title, t]);
}

function CreateForm({ record }: { record: RecordSchema }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const schema = useSchema();
  const key = useRef(new_key());
  const initial = useRef(draft_of(record, schema, null));
  useTitle(t('form.create', { what: record.label }));

  async function save(draft: Draft): Promise<Saved> {
    try {
      const body = body_for_create(record, schema, draft);
      const made = await request<RecordData>(`/${record.name}`, { method: 'POST', body, idempotency_key: key.current });
      await refresh_after_change(record.name, made);
      return { data: made };
    } catch (error) {
      // A definite refusal made nothing, so what is sent next is a new request; without an answer it must stay the same one.
      if (is_problem(error) && error.status >= 400 && error.status < 500) key.current = new_key();
      throw error;
    }
  }

  return (
    <RecordForm
      record={record}
      mode="create"
      title={t('form.create', { what: record.label })}
      initial={initial.current}
      save={save}
      on_saved={(data) => void navigate({ to: '/$record/$id', params: { record: record.name, id: data.id }, replace: true })}
      on_cancel={() => void navigate({ to: '/$record', params: { record: record.name } })}
    />
  );
}

export function EditPage() {
  const { record: name, id } = useParams({ from: '/shell/$record/$id/edit' });
  const record = useRecordSchema(name);
  // What somebody edits does not change under their hands: what is fetched later is only offered to be compared.
  const { data, error } = useQuery({ ...record_query(name, id), staleTime: 0, refetchOnWindowFocus: false, refetchOnReconnect: false });
  if (!record || is_problem(error, 'forbidden')) return <EmptyState is_page kind="no_permission" />;
  if (is_problem(error, 'not_found')) return <EmptyState is_page kind="no_match" record={record} />;
  if (error) return <EmptyState is_page kind="problem" error={error} />;
  if (!data) return <Waiting />;
  return <EditForm key={id} record={record} data={data} />;
}

function EditForm({ record, data }: { record: RecordSchema; data: RecordData }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const schema = useSchema();
  const opened = useRef(data);
  const base = useRef(draft_of(record, schema, data));
  const title = title_of(record, opened.current);
  const to_record = () => void navigate({ to: '/$record/$id', params: { record: record.name, id: data.id } });
  useTitle(t('form.edit', { title }));

  async function save(draft: Draft, against?: RecordData): Promise<Saved> {
    const current = against ?? opened.current;
    const current_draft = against ? draft_of(record, schema, against) : base.current;
    const body = body_for_update(record, schema, current_draft, draft);
    if (Object.keys(body).length === 0) return { data: current };
    try {
      const path = `/${record.name}/${data.id}`;
      const saved = await request<RecordData>(path, { method: 'PATCH', body, version: current.version });
      await refresh_after_change(record.name, saved);
      return { data: saved };
    } catch (error) {
      if (!is_problem(error, 'stale')) throw error;
      return { theirs: await request<RecordData>(`/${record.name}/${data.id}`) };
    }
  }

  return (
    <RecordForm
      record={record}
      mode="edit"
      title={t('form.edit', { title })}
      initial={base.current}
      current={data.version > opened.current.version ? data : undefined}
      save={save}
      on_saved={to_record}
      on_cancel={to_record}
    />
  );
}
