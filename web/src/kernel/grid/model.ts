import type { ReactNode } from 'react';
import type { Cell } from './keyboard';

export interface GridColumn<Row> {
  key: string;
  title: string;
  width: number;
  /** Somebody chose the width, so the column does not share in what room is left. */
  is_fixed?: boolean;
  align: 'start' | 'end';
  sortable: boolean;
  /** Whether Enter and double-click edit the cell in place. */
  is_editable?: boolean;
  render: (row: Row) => ReactNode;
}

export interface GridSort {
  key: string;
  descending: boolean;
}

export type Density = 'comfortable' | 'compact';

export const row_heights: Record<Density, number> = { comfortable: 40, compact: 30 };
export const header_height = 38;
export const least_width = 48;
export const most_width = 1200;

export const clamp = (value: number, low: number, high: number) => Math.min(Math.max(value, low), high);

/** Of all cells only the active one takes part in the page's tab order. */
export function tab_index(active: Cell, row: number, column: number): 0 | -1 {
  return active.row === row && active.column === column ? 0 : -1;
}
