import './form.css';
import { Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { new_key, request } from '@/api/client';
import { is_problem } from '@/api/problem';
import { refresh_after_change, useSchema } from '@/api/queries';
import type { MoveForm, MoveSchema, RecordData, RecordSchema, Value } from '@/api/types';
import { useProblemText } from '../problem_text';
import { value_of } from '../record/title';
import { type Values, wire } from './draft';
import { FormField } from './form_field';
import { asked_fields } from './move_fields';
import type { Errors } from './problems';

interface MoveDialogProps {
  record: RecordSchema;
  data: RecordData;
  move: MoveSchema;
  form: MoveForm;
  on_close: () => void;
}

/** A move that must be told something: a reason, a result, whether the customer knows. */
export default function MoveDialog({ record, data, move, form, on_close }: MoveDialogProps) {
  const { t } = useTranslation();
  const schema = useSchema();
  const problem_text = useProblemText();
  const fields = asked_fields(schema, form);
  const of_itself = form.record === record.name;
  const [values, set_values] = useState<Values>(() =>
    Object.fromEntries(fields.map((field) => [field.name, of_itself ? value_of(data, field.name) : undefined])),
  );
  const [errors, set_errors] = useState<Errors>({});
  const [refusal, set_refusal] = useState<string | null>(null);
  const [busy, set_busy] = useState(false);
  const [key] = useState(new_key);

  async function send() {
    const body = Object.fromEntries(
      fields.map((field) => [field.name, wire(field, values[field.name])]).filter(([, value]) => value !== null),
    );
    set_busy(true);
    try {
      const path = `/${record.name}/${data.id}/${move.name}`;
      const changed = await request<RecordData>(path, { method: 'POST', body, version: data.version, idempotency_key: key });
      await refresh_after_change(record.name, changed);
      on_close();
    } catch (error) {
      const known = is_problem(error) ? error.errors.filter((one) => fields.some((field) => field.name === one.field)) : [];
      set_errors(Object.fromEntries(known.map((one) => [one.field, one.message])));
      set_refusal(known.length > 0 ? null : problem_text(error));
    } finally {
      set_busy(false);
    }
  }

  return (
    <Modal
      open
      title={move.label}
      okText={move.label}
      cancelText={t('app.cancel')}
      okButtonProps={{ danger: move.danger, loading: busy }}
      onOk={() => void send()}
      onCancel={on_close}
    >
      <form
        className="move-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        {refusal && (
          <p className="form-problems" role="alert">
            {refusal}
          </p>
        )}
        {fields.map((field) => (
          <FormField
            key={field.name}
            field={field}
            value={values[field.name]}
            error={errors[field.name]}
            around={{ [owner_link(schema, form)]: { id: data.id, title: '' } }}
            on_change={(value: Value) => set_values((before) => ({ ...before, [field.name]: value }))}
          />
        ))}
      </form>
    </Modal>
  );
}

function owner_link(schema: { records: RecordSchema[] }, form: MoveForm): string {
  return schema.records.find((one) => one.name === form.record)?.belongs_to ?? '';
}
