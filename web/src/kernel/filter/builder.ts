import type { Condition, Filter } from './model';
import { parse_filter } from './parse';
import { print_filter } from './print';

/** A part the builder cannot show in rows; it is kept word for word and can be removed, or edited as text. */
export interface Expert {
  kind: 'expert';
  text: string;
}

export type Row = Condition | Expert;

export interface Builder {
  join: 'and' | 'or';
  rows: Row[];
}

export const empty_builder: Builder = { join: 'and', rows: [] };

export function builder_from(text: string): Builder {
  const filter = parse_filter(text);
  if (filter === null) return empty_builder;
  if (filter.kind === 'and' || filter.kind === 'or') return { join: filter.kind, rows: filter.items.map(row_of) };
  return { join: 'and', rows: [row_of(filter)] };
}

function row_of(filter: Filter): Row {
  return filter.kind === 'condition' ? filter : { kind: 'expert', text: print_filter(filter) };
}

export function text_from(builder: Builder): string {
  const items = builder.rows
    .map((row) => (row.kind === 'expert' ? parse_filter(row.text) : row))
    .filter((item): item is Filter => item !== null);
  const only = items[0];
  if (!only) return '';
  return print_filter(items.length === 1 ? only : { kind: builder.join, items });
}
