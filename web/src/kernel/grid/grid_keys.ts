import type { KeyboardEvent, RefObject } from 'react';
import { are_shortcuts_on, is_composing } from '../shortcuts';
import { type Cell, next_cell } from './keyboard';
import { clamp, type GridColumn, header_height, least_width, most_width } from './model';
import { select_key } from './select_cell';
import type { Selection } from './selection';

const width_step = 16;

export interface GridKeys<Row> {
  columns: GridColumn<Row>[];
  rows: Row[];
  row_keys: string[];
  row_height: number;
  active: Cell;
  scroller: RefObject<HTMLDivElement | null>;
  selection: Selection | undefined;
  go: (cell: Cell) => void;
  sort_by: (column: GridColumn<Row>) => void;
  on_open: (row: Row) => void;
  on_edit: ((row: Row, column: string) => void) | undefined;
  on_resize: ((key: string, width: number) => void) | undefined;
  /** Among all columns, that of the boxes too. */
  on_reorder: ((key: string, to: number) => void) | undefined;
}

/** Every key that the grid answers to: each part says whether the key was its own. */
export function on_grid_key<Row>(event: KeyboardEvent<HTMLDivElement>, grid: GridKeys<Row>): void {
  if ((event.target as HTMLElement).closest('.grid-editor')) return;
  if (is_composing(event.nativeEvent) || event.altKey) return;
  if (open_or_edit(event, grid) || choose(event, grid) || lay_out(event, grid) || move(event, grid)) event.preventDefault();
}

const with_control = (event: KeyboardEvent) => event.ctrlKey || event.metaKey;

function open_or_edit<Row>(event: KeyboardEvent, { columns, rows, active, sort_by, on_open, on_edit }: GridKeys<Row>): boolean {
  const column = columns[active.column];
  const row = rows[active.row - 1];
  const is_header = active.row === 0;
  if (event.key !== 'Enter' && event.key !== 'F2' && !(event.key === ' ' && is_header)) return false;
  if (is_header && column) sort_by(column);
  else if (row !== undefined && column?.is_editable && on_edit) on_edit(row, column.key);
  else if (row !== undefined && event.key === 'Enter') on_open(row);
  return true;
}

function choose<Row>(event: KeyboardEvent, { selection, row_keys, active }: GridKeys<Row>): boolean {
  const key = row_keys[active.row - 1];
  if (!selection) return false;
  if (event.key === 'Escape' && selection.keys.size > 0) selection.clear();
  else if (event.key === 'a' && with_control(event)) selection.set(row_keys);
  else if (key === undefined || with_control(event)) return false;
  else if (event.key === ' ' && event.shiftKey) selection.extend(key);
  else if (event.key === ' ' || (event.key === 'x' && are_shortcuts_on())) selection.toggle(key);
  else return false;
  event.stopPropagation();
  return true;
}

/** Shift and an arrow on a header: narrower and wider; with Control the column itself moves. */
function lay_out<Row>(event: KeyboardEvent, { columns, active, scroller, on_resize, on_reorder }: GridKeys<Row>): boolean {
  const column = columns[active.column];
  if (active.row !== 0 || !event.shiftKey || !/^Arrow(Left|Right)$/.test(event.key)) return false;
  if (!column || column.key === select_key) return false;
  const way = event.key === 'ArrowRight' ? 1 : -1;
  if (with_control(event)) {
    const first = columns[0]?.key === select_key ? 1 : 0;
    on_reorder?.(column.key, clamp(active.column + way, first, columns.length - 1));
  } else {
    const cell = scroller.current?.querySelector<HTMLElement>(`[data-cell="0:${active.column}"]`);
    on_resize?.(column.key, clamp((cell?.offsetWidth ?? column.width) + way * width_step, least_width, most_width));
  }
  return true;
}

function move<Row>(event: KeyboardEvent, { columns, rows, row_keys, row_height, active, scroller, selection, go }: GridKeys<Row>): boolean {
  const rows_per_page = Math.max(1, Math.floor(((scroller.current?.clientHeight ?? 0) - header_height) / row_height) - 1);
  const next = next_cell(event.key, with_control(event), active, { rows: rows.length, columns: columns.length, rows_per_page });
  if (!next) return false;
  go(next);
  const from = row_keys[active.row - 1];
  const to = row_keys[next.row - 1];
  if (event.shiftKey && selection && from !== undefined && to !== undefined && from !== to) selection.extend(to, from);
  return true;
}
