import './form.css';
import { Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { is_problem } from '@/api/problem';
import { useSchema } from '@/api/queries';
import type { MoveForm, MoveSchema, RecordData, RecordSchema, Value } from '@/api/types';
import { useProblemText } from '../problem_text';
import { value_of } from '../record/title';
import { type Values, wire } from './draft';
import { FormField } from './form_field';
import { asked_fields } from './move_fields';
import type { Errors } from './problems';

interface MoveDialogProps {
  record: RecordSchema;
  /** The record that is moved; null: several of them, told the same. */
  data: RecordData | null;
  move: MoveSchema;
  form: MoveForm;
  title: string;
  send: (told: Record<string, unknown>) => Promise<void>;
  on_close: () => void;
}

/** A move that must be told something: a reason, a result, whether the customer knows. */
export default function MoveDialog({ record, data, move, form, title, send, on_close }: MoveDialogProps) {
  const { t } = useTranslation();
  const schema = useSchema();
  const problem_text = useProblemText();
  // One line of an order is nothing that several orders have in common.
  const fields = asked_fields(schema, form).filter(({ matching }) => data !== null || matching === null);
  const of_itself = form.record === record.name;
  const [values, set_values] = useState<Values>(() =>
    Object.fromEntries(fields.map((field) => [field.name, of_itself && data ? value_of(data, field.name) : undefined])),
  );
  const [errors, set_errors] = useState<Errors>({});
  const [refusal, set_refusal] = useState<string | null>(null);
  const [busy, set_busy] = useState(false);
  const around = data ? { [owner_link(schema, form)]: { id: data.id, title: '' } } : undefined;

  async function tell() {
    const body = Object.fromEntries(
      fields.map((field) => [field.name, wire(field, values[field.name])]).filter(([, value]) => value !== null),
    );
    // Of several records some may do without; then each would be refused for itself, so it is asked for here.
    const missing = data ? [] : fields.filter(({ name, required }) => required && !(name in body));
    set_errors(Object.fromEntries(missing.map(({ name }) => [name, t('form.required')])));
    if (missing.length > 0) return;
    set_busy(true);
    try {
      await send(body);
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
      title={title}
      okText={move.label}
      cancelText={t('app.cancel')}
      okButtonProps={{ loading: busy, ...(move.danger && { danger: true, type: 'default' as const }) }}
      onOk={() => void tell()}
      onCancel={on_close}
    >
      <form
        className="move-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void tell();
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
            around={around}
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
