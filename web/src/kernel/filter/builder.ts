import type { Condition, Filter, Operator } from './model';
import { parse_filter } from './parse';
import { print_filter } from './print';

/** A part the builder cannot show in rows; it is kept word for word and can be removed, or edited as text. */
export interface Expert {
  kind: 'expert';
  text: string;
}

/** Conditions in brackets, joined the other way than those around them. */
export interface RowGroup {
  kind: 'group';
  join: Join;
  rows: Row[];
}

export type Join = 'and' | 'or';
export type Row = Condition | RowGroup | Expert;

export interface Builder {
  join: Join;
  rows: Row[];
}

export const empty_builder: Builder = { join: 'and', rows: [] };
export const other_join = (join: Join): Join => (join === 'and' ? 'or' : 'and');

const negations: Partial<Record<Operator, Operator>> = { contains: 'not_contains', in: 'not_in', within: 'not_within' };

export function builder_from(text: string): Builder {
  const filter = parse_filter(text);
  if (filter === null) return empty_builder;
  if (filter.kind === 'and' || filter.kind === 'or') return { join: filter.kind, rows: filter.items.map(row_of) };
  return { join: 'and', rows: [row_of(filter)] };
}

function row_of(filter: Filter): Row {
  if (filter.kind === 'condition') return filter;
  if (filter.kind !== 'not') return { kind: 'group', join: filter.kind, rows: filter.items.map(row_of) };
  const negated = filter.item.kind === 'condition' ? negations[filter.item.operator] : undefined;
  return negated && filter.item.kind === 'condition'
    ? { ...filter.item, operator: negated }
    : { kind: 'expert', text: print_filter(filter) };
}

function filter_of(row: Row): Filter | null {
  if (row.kind === 'expert') return parse_filter(row.text);
  if (row.kind === 'condition') return row;
  const items = row.rows.map(filter_of).filter((item): item is Filter => item !== null);
  return items.length < 2 ? (items[0] ?? null) : { kind: row.join, items };
}

export function text_from({ join, rows }: Builder): string {
  return print_filter(filter_of({ kind: 'group', join, rows }));
}
