import { are_shortcuts_on } from '../shortcuts';
import { clamp } from './model';

/** Row 0 is the header; columns count from 0. */
export interface Cell {
  row: number;
  column: number;
}

export interface GridBounds {
  rows: number;
  columns: number;
  rows_per_page: number;
}

/** Where a key leads, or null when the grid has no use for it. The keys are those of the ARIA grid pattern, and j and k. */
export function next_cell(key: string, with_control: boolean, { row, column }: Cell, bounds: GridBounds): Cell | null {
  const last_row = bounds.rows;
  const last_column = bounds.columns - 1;
  const at = (next_row: number, next_column: number): Cell => ({
    row: clamp(next_row, 0, last_row),
    column: clamp(next_column, 0, last_column),
  });
  switch (key) {
    case 'ArrowDown':
      return at(with_control ? last_row : row + 1, column);
    case 'ArrowUp':
      return at(with_control ? 0 : row - 1, column);
    case 'j':
      return with_control || !are_shortcuts_on() ? null : at(row + 1, column);
    case 'k':
      return with_control || !are_shortcuts_on() ? null : at(row - 1, column);
    case 'ArrowRight':
      return at(row, with_control ? last_column : column + 1);
    case 'ArrowLeft':
      return at(row, with_control ? 0 : column - 1);
    case 'Home':
      return with_control ? at(Math.min(1, last_row), 0) : at(row, 0);
    case 'End':
      return with_control ? at(last_row, last_column) : at(row, last_column);
    case 'PageDown':
      return at(row + bounds.rows_per_page, column);
    case 'PageUp':
      return at(Math.max(row - bounds.rows_per_page, Math.min(1, row)), column);
    default:
      return null;
  }
}
