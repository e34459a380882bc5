import type { FieldSchema, MoveForm, Schema } from '@/api/types';

/** The fields that a move asks for, as its form shows them: what the move needs is required, whatever the record itself needs. */
export function asked_fields(schema: Schema, form: MoveForm): FieldSchema[] {
  const record = schema.records.find((one) => one.name === form.record);
  return form.fields.flatMap(({ name, required }) => {
    const field = record?.fields.find((one) => one.name === name);
    return field ? [{ ...field, required }] : [];
  });
}
