import './form.css';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { new_key, request } from '@/api/client';
import { ApiProblem, is_problem } from '@/api/problem';
import { record_query, refresh_after_change, useRecordSchema, useSchema } from '@/api/queries';
import type { Link, Page, RecordData, RecordSchema } from '@/api/types';
import { Waiting } from '@/app/pages/waiting';
import { EmptyState } from '../list/empty_state';
import { title_of } from '../record/title';
import { body_for_create, body_for_update, type Draft, draft_of, type Values, wire } from './draft';
import { MoveAsks } from './move_asks';
import { asked_fields } from './move_fields';
import { RecordForm } from './record_form';
import type { Saved } from './use_record_form';

export function CreatePage() {
  const { record: name } = useParams({ from: '/shell/$record/new' });
  const record = useRecordSchema(name);
  const schema = useSchema();
  const { of, id } = useSearch({ from: '/shell/$record/new' });
  const begun = useQuery({ ...beginning_query(record, of, id), enabled: record !== undefined && of !== undefined });
  if (!record?.can.create) return <EmptyState is_page kind="no_permission" />;
  if (of === undefined) return <CreateForm key={name} record={record} initial={draft_of(record, schema, null)} />;
  if (begun.error) return <EmptyState is_page kind="problem" error={begun.error} />;
  if (!begun.data) return <Waiting />;
  const empty = draft_of(record, schema, null);
  const initial = record.belongs_to === of ? draft_of(record, schema, begun.data as RecordData) : empty;
  if (record.belongs_to !== of) initial.values[of] = (begun.data as Page<Link>).items[0] ?? null;
  return <CreateForm key={`${name} ${id}`} record={record} initial={initial} />;
}

/** What belongs to another record begins as the server proposes; elsewhere only the link is known, and its title is looked up. */
function beginning_query(record: RecordSchema | undefined, of = '', id = '') {
  const target = record?.fields.find((field) => field.name === of)?.target ?? '';
  return queryOptions({
    queryKey: [record?.name ?? '', 'beginning', of, id],
    queryFn: () =>
      record?.belongs_to === of
        ? request<RecordData | Page<Link>>(`/${record.name}/proposal`, { query: { [of]: id } })
        : request<RecordData | Page<Link>>(`/${target}/choices`, { query: { ids: id } }),
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
}

function useTitle(title: string): void {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = `${title} · ${t('app.name')}`;
  }, [title, t]);
}

function CreateForm({ record, initial: begun }: { record: RecordSchema; initial: Draft }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const schema = useSchema();
  const key = useRef(new_key());
  const initial = useRef(begun);
  const { of, id } = useSearch({ from: '/shell/$record/new' });
  const owner = record.fields.find((field) => field.name === of)?.target;
  const to_owner = () =>
    owner && id ? navigate({ to: '/$record/$id', params: { record: owner, id }, search: { tab: record.name }, replace: true }) : undefined;
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
      on_saved={(data) =>
        void (to_owner() ?? navigate({ to: '/$record/$id', params: { record: record.name, id: data.id }, replace: true }))
      }
      on_cancel={() => void (to_owner() ?? navigate({ to: '/$record', params: { record: record.name } }))}
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
  // In place of the form: who goes back from the record does not mean to edit it again.
  const to_record = () => void navigate({ to: '/$record/$id', params: { record: record.name, id: data.id }, replace: true });
  const { move: move_name } = useSearch({ from: '/shell/$record/$id/edit' });
  const move = record.moves.find((one) => one.name === move_name && one.form?.edits);
  const asked = move?.form ? asked_fields(schema, move.form) : [];
  const [told, set_told] = useState<Values>({});
  const heading = move ? t('form.move', { move: move.label, title }) : t('form.edit', { title });
  useTitle(heading);

  function told_body(): Record<string, unknown> {
    const missing = asked.filter((field) => field.required && wire(field, told[field.name]) === null);
    if (missing.length > 0)
      throw new ApiProblem({
        title: t('form.told_missing', { fields: missing.map((field) => field.label).join('、') }),
        status: 400,
        code: 'invalid',
      });
    return Object.fromEntries(asked.map((field) => [field.name, wire(field, told[field.name])]).filter(([, value]) => value !== null));
  }

  async function send(body: Record<string, unknown>, version: number): Promise<RecordData> {
    const path = `/${record.name}/${data.id}`;
    if (!move) return await request<RecordData>(path, { method: 'PATCH', body, version });
    return await request<RecordData>(`${path}/${move.name}`, { method: 'POST', body: { ...told_body(), change: body }, version });
  }

  async function save(draft: Draft, against?: RecordData): Promise<Saved> {
    const current = against ?? opened.current;
    const current_draft = against ? draft_of(record, schema, against) : base.current;
    const body = body_for_update(record, schema, current_draft, draft);
    if (!move && Object.keys(body).length === 0) return { data: current };
    try {
      const saved = await send(body, current.version);
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
      title={heading}
      id={data.id}
      asks={
        move && (
          <MoveAsks
            move={move}
            fields={asked}
            told={told}
            around={
              move.form ? { [schema.records.find((one) => one.name === move.form?.record)?.belongs_to ?? '']: { id: data.id, title } } : {}
            }
            on_change={(name, value) => set_told((before) => ({ ...before, [name]: value }))}
          />
        )
      }
      initial={base.current}
      current={data.version > opened.current.version ? data : undefined}
      save={save}
      on_saved={to_record}
      on_cancel={to_record}
    />
  );
}
