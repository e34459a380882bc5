import type { RecordSchema, Schema } from '@/api/types';
import { type Draft, same, same_lines, writable_fields, writable_line_fields } from './draft';

export type Side = 'mine' | 'theirs';

export interface Difference {
  name: string;
  label: string;
  kind: 'field' | 'lines';
  /** Both changed it: nobody but the person can say which holds. */
  is_conflict: boolean;
  /** The side that changed it, when only one did. */
  suggested: Side | null;
}

export function differences(record: RecordSchema, schema: Schema, base: Draft, mine: Draft, theirs: Draft): Difference[] {
  const found: Difference[] = [];
  const add = (name: string, label: string, kind: Difference['kind'], equal: (a: Draft, b: Draft) => boolean) => {
    if (equal(mine, theirs)) return;
    const i_changed = !equal(base, mine);
    const they_changed = !equal(base, theirs);
    const is_conflict = i_changed && they_changed;
    found.push({ name, label, kind, is_conflict, suggested: is_conflict ? null : i_changed ? 'mine' : 'theirs' });
  };
  for (const field of writable_fields(record, 'edit')) {
    add(field.name, field.label, 'field', (a, b) => same(field, a.values[field.name], b.values[field.name]));
  }
  for (const lines of record.lines) {
    const line_schema = schema.records.find((one) => one.name === lines.record);
    const fields = writable_line_fields(line_schema);
    add(lines.name, line_schema?.label_many ?? lines.name, 'lines', (a, b) =>
      same_lines(fields, a.lines[lines.name] ?? [], b.lines[lines.name] ?? []),
    );
  }
  return found;
}

/** Theirs is the ground that the chosen parts of mine are laid on. */
export function merge(found: Difference[], choices: Record<string, Side>, mine: Draft, theirs: Draft): Draft {
  const merged: Draft = { values: { ...theirs.values }, lines: { ...theirs.lines } };
  for (const { name, kind } of found) {
    if (choices[name] !== 'mine') continue;
    if (kind === 'field') merged.values[name] = mine.values[name];
    else merged.lines[name] = known_lines(mine.lines[name] ?? [], theirs.lines[name] ?? []);
  }
  return merged;
}

/** A line that somebody else removed has no id any more; kept by choice, it is sent as a new one. */
function known_lines(mine: Draft['lines'][string], theirs: Draft['lines'][string]): Draft['lines'][string] {
  const ids = new Set(theirs.map((line) => line.id));
  return mine.map((line) => (line.id !== undefined && !ids.has(line.id) ? { key: line.key, values: line.values } : line));
}
