import type { RecordSchema } from '@/api/types';
import type { Density } from '../grid/model';

export type ListMode = 'table' | 'cards';

export interface ChosenColumn {
  name: string;
  /** In pixels; null as long as nobody has chosen one. */
  width: number | null;
}

/** How a list looks. What is null or empty is left to the view, and then to the record's declaration. */
export interface Layout {
  mode: ListMode | null;
  density: Density | null;
  columns: ChosenColumn[];
}

export const no_layout: Layout = { mode: null, density: null, columns: [] };

export interface SettledLayout {
  mode: ListMode;
  density: Density;
  columns: ChosenColumn[];
}

/** The nearest that says something holds: the address, then what the person kept, then the view, then the declaration. */
export function settle_layout(record: RecordSchema, layers: Layout[]): SettledLayout {
  const known = (layout: Layout) => layout.columns.filter(({ name }) => record.fields.some((field) => field.name === name));
  const columns = layers.map(known).find((chosen) => chosen.length > 0);
  return {
    mode: layers.find(({ mode }) => mode)?.mode ?? 'table',
    density: layers.find(({ density }) => density)?.density ?? 'comfortable',
    columns: columns ?? record.columns.map((name) => ({ name, width: null })),
  };
}

/** `number:160,customer`: the columns of an address. */
export function columns_text(columns: ChosenColumn[]): string | undefined {
  return columns.map(({ name, width }) => (width === null ? name : `${name}:${width}`)).join(',') || undefined;
}

export function columns_from(text: string | undefined): ChosenColumn[] {
  const found = new Map<string, ChosenColumn>();
  for (const part of (text ?? '').split(',')) {
    const match = /^([a-z][a-z0-9_]*)(?::(\d{2,4}))?$/.exec(part.trim());
    if (match?.[1]) found.set(match[1], { name: match[1], width: match[2] ? Number(match[2]) : null });
  }
  return [...found.values()];
}

export function is_declared(record: RecordSchema, columns: ChosenColumn[]): boolean {
  return columns_text(columns) === record.columns.join(',');
}

export function move_column(columns: ChosenColumn[], name: string, to: number): ChosenColumn[] {
  const moved = columns.find((column) => column.name === name);
  if (!moved) return columns;
  const rest = columns.filter((column) => column !== moved);
  return [...rest.slice(0, to), moved, ...rest.slice(to)];
}
