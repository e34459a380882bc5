import type { ComponentType } from 'react';
import type { FieldKind, FieldSchema, Line, Value } from '@/api/types';
import type { Operator } from '../filter/model';

export interface ViewProps {
  field: FieldSchema;
  value: Value | undefined;
}

export interface EditProps {
  field: FieldSchema;
  value: Value | undefined;
  on_change: (value: Value) => void;
  /** The attributes that tie the control to its label and its error. */
  aria: { id: string; 'aria-label'?: string; 'aria-describedby'?: string; 'aria-invalid'?: true; 'aria-required'?: true };
  compact?: boolean;
  /** The other values of the record, and of the one whose line this is: what a link may lead to can depend on them. */
  around?: Record<string, Value | undefined>;
  /** What will stand there when nothing is filled in. */
  placeholder?: string;
}

export interface FilterProps {
  field: FieldSchema;
  operator: Operator;
  values: string[];
  on_change: (values: string[]) => void;
}

/** Everything the app knows of one kind of field; a new kind is one more registration and nothing else. */
export interface FieldUi {
  view: ComponentType<ViewProps>;
  edit: ComponentType<EditProps>;
  filter: ComponentType<FilterProps>;
  /** The value in words, for history, comparison and search chips. */
  text: (field: FieldSchema, value: Value, words: Words) => string;
  operators: Operator[];
  align: 'start' | 'end';
  /** The width of a list's column in pixels. */
  width: number;
  /** Where the record's page puts it. */
  group: 'basics' | 'figures' | 'notes';
}

export interface Words {
  yes: string;
  no: string;
}

const kinds = new Map<FieldKind, Partial<FieldUi>>();

/** Views, editors and filters of a kind come in different chunks, so each registers its own part. */
export function register_field(kind: FieldKind, part: Partial<FieldUi>): void {
  kinds.set(kind, { ...kinds.get(kind), ...part });
}

export function field_ui<Part extends keyof FieldUi>(kind: FieldKind, part: Part): FieldUi[Part] {
  const found = kinds.get(kind)?.[part];
  if (found === undefined) throw new Error(`the field kind ${kind} has no ${part}`);
  return found as FieldUi[Part];
}

export function text_of(field: FieldSchema | undefined, value: Value | Line | undefined, words: Words): string {
  if (value === null || value === undefined || value === '') return '';
  if (field) return field_ui(field.kind, 'text')(field, value as Value, words);
  if (typeof value === 'object') return 'title' in value ? String(value.title) : JSON.stringify(value);
  return String(value);
}
