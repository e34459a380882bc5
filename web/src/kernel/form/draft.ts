import { new_key } from '@/api/client';
import type { FieldSchema, Line, RecordData, RecordSchema, Schema, Value } from '@/api/types';
import { parse_decimal, tidy_number } from '../fields/decimal';
import { is_link, lines_of, value_of } from '../record/title';

export type Values = Record<string, Value | undefined>;

/** A line in the form; `key` lasts as long as the form, `id` exists once the server has the line. */
export interface DraftLine {
  key: string;
  id?: string;
  values: Values;
}

export interface Draft {
  values: Values;
  lines: Record<string, DraftLine[]>;
}

export type Mode = 'create' | 'edit';

/** A state changes by the record's moves, never by typing. */
export function writable_fields(record: RecordSchema, mode: Mode): FieldSchema[] {
  const moves_state = record.moves.length > 0 ? record.state : null;
  return record.fields.filter((field) => !field.readonly && field.name !== moves_state && !(mode === 'edit' && field.fixed));
}

export function draft_of(record: RecordSchema, schema: Schema, data: RecordData | null): Draft {
  const draft: Draft = { values: {}, lines: {} };
  for (const field of record.fields) draft.values[field.name] = data ? value_of(data, field.name) : beginning(field);
  for (const lines of record.lines) {
    const line_schema = schema.records.find((one) => one.name === lines.record);
    const from_line = (line: Line): DraftLine => ({
      key: line.id ?? new_key(),
      id: line.id,
      values: Object.fromEntries((line_schema?.fields ?? []).map((field) => [field.name, value_of(line, field.name)])),
    });
    draft.lines[lines.name] = data ? lines_of(data, lines.name).map(from_line) : [];
  }
  return draft;
}

export function empty_line(fields: FieldSchema[]): DraftLine {
  return { key: new_key(), values: Object.fromEntries(fields.map((field) => [field.name, beginning(field)])) };
}

/**
 * What a new record shows to begin with: what it would become anyway. Numbers that need not be given are left open, for the server
 * works them out from the others.
 */
function beginning(field: FieldSchema): Value | undefined {
  const shows = field.required || field.kind === 'choice' || field.kind === 'flag';
  return shows && field.default !== null ? field.default : undefined;
}

/** The form of a value that the API takes in: a link by its id, nothing as null, whole numbers as numbers. */
export function wire(field: FieldSchema, value: Value | undefined): unknown {
  if (value === undefined || value === '') return null;
  if (is_link(value)) return value.id;
  if (typeof value !== 'string') return value;
  if (field.kind === 'integer') {
    const text = tidy_number(value);
    return /^[+-]?\d{1,15}$/.test(text) ? Number(text) : value;
  }
  if (field.kind === 'decimal' || field.kind === 'money') return tidy_number(value);
  return value;
}

/** Equal to the server: `1.50` and `1.5` are one number, an empty text and an absent one are one value. */
export function same(field: FieldSchema, a: Value | undefined, b: Value | undefined): boolean {
  const left = wire(field, a);
  const right = wire(field, b);
  if ((field.kind === 'decimal' || field.kind === 'money') && typeof left === 'string' && typeof right === 'string') {
    return plain_decimal(left) === plain_decimal(right);
  }
  if (field.kind === 'flag') return (left ?? false) === (right ?? false);
  if (field.kind === 'choices') return JSON.stringify(left ?? []) === JSON.stringify(right ?? []);
  return JSON.stringify(left) === JSON.stringify(right);
}

function plain_decimal(text: string): string {
  const number = parse_decimal(text);
  if (!number) return text;
  let { units, scale } = number;
  while (scale > 0 && units % 10n === 0n) {
    units /= 10n;
    scale -= 1;
  }
  return `${units}/${scale}`;
}

/**
 * A line as it is sent: of one that the server has only what changed, of a new one what was filled in. `undefined` means that
 * nobody said anything, so the server works the value out.
 */
function line_out(fields: FieldSchema[], line: DraftLine, before: DraftLine | undefined): Record<string, unknown> {
  const out: Record<string, unknown> = line.id ? { id: line.id } : {};
  for (const field of fields) {
    const value = line.values[field.name];
    if (value === undefined) continue;
    const is_unchanged = before ? same(field, value, before.values[field.name]) : wire(field, value) === null;
    if (!is_unchanged) out[field.name] = wire(field, value);
  }
  return out;
}

/** The fields of a line that the form writes; the link to the owner is the server's business. */
export function writable_line_fields(line_schema: RecordSchema | undefined): FieldSchema[] {
  return (line_schema?.fields ?? []).filter((field) => !field.readonly && field.name !== line_schema?.parent);
}

export function same_lines(fields: FieldSchema[], a: DraftLine[], b: DraftLine[]): boolean {
  return (
    a.length === b.length &&
    a.every((line, index) => {
      const other = b[index];
      return (
        other !== undefined &&
        line.id === other.id &&
        fields.every((field) => same(field, line.values[field.name], other.values[field.name]))
      );
    })
  );
}

function line_fields_of(schema: Schema, name: string): FieldSchema[] {
  return writable_line_fields(schema.records.find((one) => one.name === name));
}

export function body_for_create(record: RecordSchema, schema: Schema, draft: Draft): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const field of writable_fields(record, 'create')) {
    const value = wire(field, draft.values[field.name]);
    if (value !== null) body[field.name] = value;
  }
  for (const lines of record.lines) {
    const fields = line_fields_of(schema, lines.record);
    body[lines.name] = (draft.lines[lines.name] ?? []).map((line) => line_out(fields, line, undefined));
  }
  return body;
}

/** Only what differs from `base`, so that two people who change different fields do not undo each other. */
export function body_for_update(record: RecordSchema, schema: Schema, base: Draft, draft: Draft): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const field of writable_fields(record, 'edit')) {
    const value = draft.values[field.name];
    if (!same(field, base.values[field.name], value)) body[field.name] = wire(field, value);
  }
  for (const lines of record.lines) {
    const fields = line_fields_of(schema, lines.record);
    const now = draft.lines[lines.name] ?? [];
    const before = base.lines[lines.name] ?? [];
    if (same_lines(fields, before, now)) continue;
    const known = new Map(before.map((line) => [line.id, line]));
    body[lines.name] = now.map((line) => line_out(fields, line, line.id === undefined ? undefined : known.get(line.id)));
  }
  return body;
}
