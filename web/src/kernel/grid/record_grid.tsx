import './record_grid.css';
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { is_composing } from '../shortcuts';
import { GridHead } from './grid_head';
import { GridRow } from './grid_row';
import { useKeptPlace } from './kept_place';
import { type Cell, next_cell } from './keyboard';
import { clamp, type Density, type GridColumn, type GridSort, header_height, least_width, most_width, row_heights } from './model';

interface RecordGridProps<Row> {
  label: string;
  columns: GridColumn<Row>[];
  rows: Row[];
  row_key: (row: Row) => string;
  /** Which rows in which order: as long as it is the same, rows that come and go push nobody from their place. */
  place_key?: string;
  /** Of the whole list, not of the rows fetched so far; undefined as long as nobody knows. */
  total?: number;
  sort: GridSort | null;
  on_sort: (sort: GridSort) => void;
  on_open: (row: Row) => void;
  /** Somebody else has just changed it. */
  is_fresh?: (row: Row) => boolean;
  has_more: boolean;
  is_loading: boolean;
  load_more: () => void;
  density?: Density;
  /** A width that somebody chose, when they have let go of it. */
  on_resize?: (key: string, width: number) => void;
  on_reorder?: (key: string, to: number) => void;
}

const load_ahead_rows = 25;
const width_step = 16;

/** A list of any length as an ARIA grid: rows outside the window are not in the page, yet assistive technology is told of them. */
export function RecordGrid<Row>(props: RecordGridProps<Row>) {
  const { rows, has_more, is_loading, load_more } = props;
  const row_height = row_heights[props.density ?? 'comfortable'];
  const [dragged, set_dragged] = useState<{ key: string; width: number } | null>(null);
  const columns = dragged
    ? props.columns.map((column) => (column.key === dragged.key ? { ...column, width: dragged.width, is_fixed: true } : column))
    : props.columns;
  const scroller = useRef<HTMLDivElement>(null);
  const wants_focus = useRef(false);
  // A column on its way to another place; the focus goes with it when it is there.
  const followed = useRef<{ key: string; to: number } | null>(null);
  const [chosen, set_active] = useState<Cell>({ row: 1, column: 0 });
  const active: Cell = {
    row: Math.min(chosen.row, rows.length),
    column: Math.min(chosen.column, Math.max(columns.length - 1, 0)),
  };

  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => row_height,
    overscan: 8,
    scrollMargin: header_height,
    scrollPaddingStart: header_height,
    // The row that holds the focus stays in the page when it is scrolled away, or the focus would be lost.
    rangeExtractor: (range) => {
      const indexes = defaultRangeExtractor(range);
      const kept = active.row - 1;
      return kept < 0 || kept >= rows.length || indexes.includes(kept) ? indexes : [...indexes, kept].sort((a, b) => a - b);
    },
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the heights that were measured are those of the density before
  useEffect(() => virtualizer.measure(), [row_height]);
  const visible = virtualizer.getVirtualItems();
  const last_visible = virtualizer.range?.endIndex ?? 0;

  useKeptPlace(props, row_height, scroller, set_active);
  useEffect(() => {
    if (has_more && !is_loading && last_visible >= rows.length - load_ahead_rows) load_more();
  }, [has_more, is_loading, last_visible, rows.length, load_more]);

  useEffect(() => {
    if (!wants_focus.current) return;
    const cell = scroller.current?.querySelector<HTMLElement>(`[data-cell="${active.row}:${active.column}"]`);
    if (!cell) return;
    wants_focus.current = false;
    cell.focus({ preventScroll: true });
    cell.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  });

  useEffect(() => {
    const moved = followed.current;
    if (!moved || columns[moved.to]?.key !== moved.key) return;
    followed.current = null;
    wants_focus.current = true;
    set_active({ row: 0, column: moved.to });
  }, [columns]);

  const sort_by = (column: GridColumn<Row>) => {
    if (!column.sortable) return;
    const is_same = props.sort?.key === column.key;
    props.on_sort({ key: column.key, descending: is_same ? !props.sort?.descending : false });
  };

  const resize = (key: string, width: number, is_done: boolean) => {
    set_dragged(is_done ? null : { key, width });
    if (is_done) props.on_resize?.(key, width);
  };

  /** Shift and an arrow on a header: narrower and wider; with Control the column itself moves. */
  function lay_out(event: KeyboardEvent<HTMLDivElement>): boolean {
    const column = columns[active.column];
    if (active.row !== 0 || !event.shiftKey || !column || !/^Arrow(Left|Right)$/.test(event.key)) return false;
    const way = event.key === 'ArrowRight' ? 1 : -1;
    event.preventDefault();
    if (!(event.ctrlKey || event.metaKey)) {
      const cell = scroller.current?.querySelector<HTMLElement>(`[data-cell="0:${active.column}"]`);
      props.on_resize?.(column.key, clamp((cell?.offsetWidth ?? column.width) + way * width_step, least_width, most_width));
      return true;
    }
    const to = clamp(active.column + way, 0, columns.length - 1);
    followed.current = { key: column.key, to };
    props.on_reorder?.(column.key, to);
    return true;
  }

  function on_key_down(event: KeyboardEvent<HTMLDivElement>) {
    if (is_composing(event.nativeEvent) || event.altKey) return;
    if (event.key === 'Enter' || (event.key === ' ' && active.row === 0)) {
      event.preventDefault();
      const column = columns[active.column];
      const row = rows[active.row - 1];
      if (active.row === 0 && column) sort_by(column);
      else if (row !== undefined) props.on_open(row);
      return;
    }
    if (lay_out(event)) return;
    const rows_per_page = Math.max(1, Math.floor(((scroller.current?.clientHeight ?? 0) - header_height) / row_height) - 1);
    const bounds = { rows: rows.length, columns: columns.length, rows_per_page };
    const next = next_cell(event.key, event.ctrlKey || event.metaKey, active, bounds);
    if (!next) return;
    event.preventDefault();
    wants_focus.current = true;
    set_active(next);
    if (next.row > 0) virtualizer.scrollToIndex(next.row - 1);
  }

  const template = columns.map(({ width, is_fixed }) => (is_fixed ? `${width}px` : `minmax(${width}px, ${width}fr)`)).join(' ');
  const whole_width = columns.reduce((sum, column) => sum + column.width, 0) + 24;

  return (
    <div
      ref={scroller}
      className={`grid grid-${props.density ?? 'comfortable'}`}
      role="grid"
      aria-label={props.label}
      aria-rowcount={props.total === undefined ? -1 : props.total + 1}
      aria-colcount={columns.length}
      aria-busy={is_loading}
      onKeyDown={on_key_down}
    >
      <GridHead
        columns={columns}
        sort={props.sort}
        active={active}
        template={template}
        least_width={whole_width}
        on_focus={set_active}
        on_sort={sort_by}
        on_resize={props.on_resize && resize}
        on_reorder={props.on_reorder}
      />
      <div className="grid-body" role="rowgroup" style={{ height: virtualizer.getTotalSize() - header_height, minWidth: whole_width }}>
        {visible.map((item) => {
          const row = rows[item.index];
          if (row === undefined) return null;
          return (
            <GridRow
              key={props.row_key(row)}
              columns={columns}
              row={row}
              is_fresh={props.is_fresh?.(row)}
              place={item.index + 1}
              active={active}
              style={{ height: row_height, gridTemplateColumns: template, transform: `translateY(${item.start - header_height}px)` }}
              on_focus={set_active}
              on_open={props.on_open}
            />
          );
        })}
      </div>
    </div>
  );
}
