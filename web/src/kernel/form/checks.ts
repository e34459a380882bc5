import type { FieldSchema, RecordSchema, Schema, Value } from '@/api/types';
import { parse_decimal, tidy_number } from '../fields/decimal';
import { type Draft, type Mode, wire, writable_fields, writable_line_fields } from './draft';
import { type Errors, line_path } from './problems';

export interface CheckWords {
  required: string;
  number: string;
  whole: string;
}

/** What can be told without asking the server, by the same paths the server would name. */
export function check(record: RecordSchema, schema: Schema, draft: Draft, mode: Mode, words: CheckWords): Errors {
  const errors: Errors = {};
  for (const field of writable_fields(record, mode)) {
    const message = check_value(field, draft.values[field.name], mode, words);
    if (message) errors[field.name] = message;
  }
  for (const lines of record.lines) {
    const fields = writable_line_fields(schema.records.find((one) => one.name === lines.record));
    for (const [index, line] of (draft.lines[lines.name] ?? []).entries()) {
      for (const field of fields) {
        const message = check_value(field, line.values[field.name], line.id ? 'edit' : 'create', words);
        if (message) errors[line_path(lines.name, index, field.name)] = message;
      }
    }
  }
  return errors;
}

/** The server starts a new record with a choice, a flag or a number of its own when nothing is said; it refuses if it has none. */
function may_have_default(field: FieldSchema, mode: Mode): boolean {
  return field.kind === 'flag' || (mode === 'create' && field.default !== undefined && field.default !== null);
}

function check_value(field: FieldSchema, value: Value | undefined, mode: Mode, words: CheckWords): string | null {
  const sent = wire(field, value);
  if (sent === null || (Array.isArray(sent) && sent.length === 0)) {
    return field.required && !may_have_default(field, mode) ? words.required : null;
  }
  if (field.kind === 'integer' && typeof sent !== 'number') return words.whole;
  if ((field.kind === 'decimal' || field.kind === 'money') && !parse_decimal(tidy_number(String(sent)))) return words.number;
  return null;
}
