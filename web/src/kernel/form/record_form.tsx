import { useBlocker } from '@tanstack/react-router';
import { App, Button } from 'antd';
import { lazy, Suspense, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { is_problem } from '@/api/problem';
import { useSchema } from '@/api/queries';
import type { RecordData, RecordSchema } from '@/api/types';
import { useProblemText } from '../problem_text';
import { fields_by_group } from '../record/field_groups';
import { useShortcut } from '../shortcuts';
import { check } from './checks';
import { body_for_update, type Draft, draft_of, type Mode, writable_fields } from './draft';
import { FormField } from './form_field';
import { LinesEditor } from './lines_editor';
import { type Errors, map_problems, without_line } from './problems';

const CompareDialog = lazy(() => import('./compare_dialog'));

/** Either the record as saved, or what somebody else has made of it in the meantime. */
export type Saved = { data: RecordData; theirs?: undefined } | { theirs: RecordData; data?: undefined };

interface RecordFormProps {
  record: RecordSchema;
  mode: Mode;
  title: string;
  initial: Draft;
  save: (draft: Draft, against?: RecordData) => Promise<Saved>;
  on_saved: (data: RecordData) => void;
  on_cancel: () => void;
}

export function RecordForm({ record, mode, title, initial, save, on_saved, on_cancel }: RecordFormProps) {
  const { t } = useTranslation();
  const { message, modal } = App.useApp();
  const problem_text = useProblemText();
  const schema = useSchema();
  const form = useRef<HTMLFormElement>(null);
  const is_leaving = useRef(false);
  const [draft, set_draft] = useState(initial);
  const [errors, set_errors] = useState<Errors>({});
  const [rest, set_rest] = useState<string[]>([]);
  const [busy, set_busy] = useState(false);
  const [theirs, set_theirs] = useState<RecordData | null>(null);

  const fields = writable_fields(record, mode);
  const is_dirty = () => Object.keys(body_for_update(record, schema, initial, draft)).length > 0;

  useBlocker({
    shouldBlockFn: async () => {
      if (is_leaving.current || !is_dirty()) return false;
      const leaves = await modal.confirm({
        title: t('form.leave_title'),
        content: t('form.leave_text'),
        okText: t('form.leave'),
        cancelText: t('form.stay'),
      });
      return !leaves;
    },
    enableBeforeUnload: () => !is_leaving.current && is_dirty(),
  });
  useShortcut('Ctrl+Enter', () => form.current?.requestSubmit());

  function show(found: Errors, others: string[]) {
    set_errors(found);
    set_rest(others);
    requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid=true], .form-problems')?.focus());
  }

  function refuse(error: unknown) {
    if (!is_problem(error)) return show({}, [problem_text(error)]);
    const mapped = map_problems(error.errors, (path) =>
      is_shown(
        record,
        fields.map((field) => field.name),
        path,
      ),
    );
    show(mapped.errors, error.errors.length === 0 ? [problem_text(error)] : mapped.rest);
  }

  async function attempt(next: Draft, against?: RecordData) {
    const found = check(record, schema, next, mode, {
      required: t('form.required'),
      number: t('form.not_a_number'),
      whole: t('form.not_whole'),
    });
    if (Object.keys(found).length > 0) return show(found, []);
    set_busy(true);
    try {
      const saved = await save(next, against);
      if (saved.theirs) return set_theirs(saved.theirs);
      is_leaving.current = true;
      message.success(t('form.saved'));
      on_saved(saved.data);
    } catch (error) {
      refuse(error);
    } finally {
      set_busy(false);
    }
  }

  return (
    <form
      ref={form}
      className="form-page"
      noValidate
      onKeyDown={(event) => {
        // Enter ends the choice of a day or a customer; a half-filled order must not be saved by it. Ctrl+Enter saves.
        if (event.key === 'Enter' && event.target instanceof HTMLInputElement) event.preventDefault();
      }}
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) void attempt(draft);
      }}
    >
      <header className="form-header">
        <h1>{title}</h1>
        <div className="form-actions">
          <Button onClick={on_cancel}>{t('app.cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={busy}>
            {t('app.save')}
          </Button>
        </div>
      </header>
      {rest.length > 0 && (
        <div className="form-problems" role="alert" tabIndex={-1}>
          {rest.map((text) => (
            <p key={text}>{text}</p>
          ))}
        </div>
      )}
      {fields_by_group(fields).map((group) => (
        <section key={group.name} className="card form-group" aria-labelledby={`form-${group.name}`}>
          <h2 id={`form-${group.name}`}>{t(`record.group.${group.name}`)}</h2>
          <div className={`form-fields form-fields-${group.name}`}>
            {group.fields.map((field) => (
              <FormField
                key={field.name}
                field={field}
                value={draft.values[field.name]}
                error={errors[field.name]}
                on_change={(value) => {
                  set_draft((before) => ({ ...before, values: { ...before.values, [field.name]: value } }));
                  set_errors(({ [field.name]: _, ...others }) => others);
                }}
              />
            ))}
          </div>
        </section>
      ))}
      {record.lines.map(({ name, record: line_name }) => {
        const line_schema = schema.records.find((one) => one.name === line_name);
        if (!line_schema) return null;
        return (
          <LinesEditor
            key={name}
            name={name}
            record={line_schema}
            lines={draft.lines[name] ?? []}
            errors={errors}
            on_change={(lines) => set_draft((before) => ({ ...before, lines: { ...before.lines, [name]: lines } }))}
            on_removed={(index) => set_errors((before) => without_line(before, name, index))}
            on_mended={(path) => set_errors(({ [path]: _, ...others }) => others)}
          />
        );
      })}
      {theirs && (
        <Suspense>
          <CompareDialog
            record={record}
            base={initial}
            mine={draft}
            theirs={draft_of(record, schema, theirs)}
            on_cancel={() => set_theirs(null)}
            on_choose={(merged) => {
              const against = theirs;
              set_theirs(null);
              set_draft(merged);
              void attempt(merged, against);
            }}
          />
        </Suspense>
      )}
    </form>
  );
}

function is_shown(record: RecordSchema, fields: string[], path: string): boolean {
  if (fields.includes(path)) return true;
  return record.lines.some(({ name }) => path === name || (path.startsWith(`${name}[`) && path.includes('].')));
}
