import { Button } from 'antd';
import { lazy, Suspense, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useSchema } from '@/api/queries';
import type { FieldSchema, RecordSchema } from '@/api/types';
import { fields_by_group } from '../record/field_groups';
import { useShortcut } from '../shortcuts';
import { ChangedMeanwhile } from './changed_meanwhile';
import { draft_of, writable_fields } from './draft';
import { DuplicatesNotice } from './duplicates_notice';
import { FormField } from './form_field';
import { LinesEditor } from './lines_editor';
import { type RecordFormProps, useRecordForm } from './use_record_form';

const CompareDialog = lazy(() => import('./compare_dialog'));

type FormState = ReturnType<typeof useRecordForm>;

export function RecordForm(props: RecordFormProps) {
  const { record, mode, title, initial } = props;
  const schema = useSchema();
  const form = useRef<HTMLFormElement>(null);
  const state = useRecordForm(props, form);
  useShortcut('Ctrl+Enter', () => form.current?.requestSubmit());
  const groups = fields_by_group(writable_fields(record, mode));
  const sections = (is_wanted: (name: string) => boolean) =>
    groups
      .filter((group) => is_wanted(group.name))
      .map((group) => <FieldSection key={group.name} name={group.name} fields={group.fields} state={state} />);

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
        state.submit();
      }}
    >
      <FormHeader title={title} busy={state.busy} on_cancel={props.on_cancel} />
      <ChangedMeanwhile record={record} current={props.current} on_compare={state.compare} />
      {state.rest.length > 0 && (
        <div className="form-problems" role="alert" tabIndex={-1}>
          {state.rest.map((text) => (
            <p key={text}>{text}</p>
          ))}
        </div>
      )}
      {state.duplicates.found && (
        <DuplicatesNotice record={record} found={state.duplicates.found} is_stopped={state.duplicates.is_stopped} on_save={state.submit} />
      )}
      {props.asks}
      {sections((name) => name !== 'notes')}
      <LineSections record={record} state={state} />
      {sections((name) => name === 'notes')}
      {state.theirs && (
        <Suspense>
          <CompareDialog
            record={record}
            base={initial}
            mine={state.draft}
            theirs={draft_of(record, schema, state.theirs)}
            on_cancel={state.back_to_editing}
            on_choose={(merged) => state.theirs && state.save_merged(merged, state.theirs)}
          />
        </Suspense>
      )}
    </form>
  );
}

function FormHeader({ title, busy, on_cancel }: { title: string; busy: boolean; on_cancel: () => void }) {
  const { t } = useTranslation();
  return (
    <header className="form-header">
      <h1>{title}</h1>
      <div className="form-actions">
        <Button onClick={on_cancel}>{t('app.cancel')}</Button>
        <Button type="primary" htmlType="submit" loading={busy}>
          {t('app.save')}
        </Button>
      </div>
    </header>
  );
}

function FieldSection({ name, fields, state }: { name: string; fields: FieldSchema[]; state: FormState }) {
  const { t } = useTranslation();
  return (
    <section className="card form-group" aria-labelledby={`form-${name}`}>
      <h2 id={`form-${name}`}>{t(`record.group.${name}`)}</h2>
      <div className={`form-fields form-fields-${name}`}>
        {fields.map((field) => (
          <FormField
            key={field.name}
            field={field}
            value={state.draft.values[field.name]}
            error={state.errors[field.name]}
            around={state.draft.values}
            on_change={(value) => state.change(field.name, value)}
          />
        ))}
      </div>
    </section>
  );
}

function LineSections({ record, state }: { record: RecordSchema; state: FormState }) {
  const schema = useSchema();
  return record.lines.map(({ name, record: line_name }) => {
    const line_schema = schema.records.find((one) => one.name === line_name);
    if (!line_schema) return null;
    return (
      <LinesEditor
        key={name}
        name={name}
        record={line_schema}
        lines={state.draft.lines[name] ?? []}
        errors={state.errors}
        around={state.draft.values}
        on_change={(lines) => state.change_lines(name, lines)}
        on_removed={(index) => state.forget_line(name, index)}
        on_mended={state.mend}
      />
    );
  });
}
