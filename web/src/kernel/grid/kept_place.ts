import { type Dispatch, type RefObject, type SetStateAction, useLayoutEffect, useRef } from 'react';
import type { Cell } from './keyboard';

/** How far the row that was at `index` has moved when `before` became `after`; when it is gone, the nearest one above it that is left. */
export function moved_by(before: readonly string[], after: readonly string[], index: number): number {
  for (let at = Math.min(index, before.length - 1); at >= 0; at--) {
    const now = after.indexOf(before[at] as string);
    if (now >= 0) return now - at;
  }
  return 0;
}

interface Placed<Row> {
  rows: Row[];
  row_key: (row: Row) => string;
  place_key?: string;
}

/**
 * When rows come or go above what somebody is looking at, that stays where it is, and so does the cell with the focus. At the top of the
 * list new rows push the others down, so that they are seen. Another order or filter is another list.
 */
export function useKeptPlace<Row>(
  { rows, row_key, place_key }: Placed<Row>,
  row_height: number,
  scroller: RefObject<HTMLElement | null>,
  set_active: Dispatch<SetStateAction<Cell>>,
): void {
  const seen = useRef<{ keys: string[]; place_key?: string }>({ keys: [] });
  // biome-ignore lint/correctness/useExhaustiveDependencies: only rows that have come move anything; row_height and place_key are as of then
  useLayoutEffect(() => {
    const before = seen.current;
    const keys = rows.map(row_key);
    seen.current = { keys, place_key };
    if (before.keys.length === 0 || before.place_key !== place_key) return;
    const element = scroller.current;
    if (element && element.scrollTop > 0) {
      element.scrollTop += moved_by(before.keys, keys, Math.floor(element.scrollTop / row_height)) * row_height;
    }
    set_active((cell) => {
      const moved = cell.row === 0 ? 0 : moved_by(before.keys, keys, cell.row - 1);
      return moved === 0 ? cell : { ...cell, row: Math.max(1, cell.row + moved) };
    });
  }, [rows]);
}
