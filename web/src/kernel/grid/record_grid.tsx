import './record_grid.css';
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { GridHead } from './grid_head';
import { on_grid_key } from './grid_keys';
import { GridRow } from './grid_row';
import { useKeptPlace } from './kept_place';
import type { Cell } from './keyboard';
import { type Density, type GridColumn, type GridSort, header_height, row_heights } from './model';
import { SelectAll, select_column } from './select_cell';
import type { Selection } from './selection';

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
  /** Rows can be chosen: a column of boxes, Space and x, Shift and the arrows. */
  selection?: Selection;
  row_title?: (row: Row) => string;
  /** The cell that is being edited, by the keys of its row and its column, and what stands in it. */
  editing?: EditedCell | null;
  editor?: ReactNode;
  on_edit?: (row: Row, column: string) => void;
}

export interface EditedCell {
  row: string;
  column: string;
}

const load_ahead_rows = 25;

/** A list of any length as an ARIA grid: rows outside the window are not in the page, yet assistive technology is told of them. */
export function RecordGrid<Row>(props: RecordGridProps<Row>) {
  const { rows, has_more, is_loading, load_more } = props;
  const row_height = row_heights[props.density ?? 'comfortable'];
  const [dragged, set_dragged] = useState<{ key: string; width: number } | null>(null);
  const columns = useColumns(props, dragged);
  const lead = props.selection ? 1 : 0;
  const row_keys = useMemo(() => rows.map(props.row_key), [rows, props.row_key]);
  const scroller = useRef<HTMLDivElement>(null);
  const wants_focus = useRef(false);
  // A column on its way to another place; the focus goes with it when it is there.
  const followed = useRef<{ key: string; to: number } | null>(null);
  const [chosen, set_active] = useState<Cell>({ row: 1, column: lead });
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

  // The editor goes where the edited cell is, and gives the focus back to it.
  const { editing } = props;
  const was_editing = useRef(false);
  useEffect(() => {
    if (was_editing.current && !editing) wants_focus.current = true;
    was_editing.current = Boolean(editing);
  });
  const edited = editing
    ? { row: row_keys.indexOf(editing.row) + 1, column: columns.findIndex(({ key }) => key === editing.column) }
    : null;
  if (edited && edited.row > 0 && edited.column >= 0 && (edited.row !== chosen.row || edited.column !== chosen.column)) set_active(edited);

  useKeptPlace(props, row_height, scroller, set_active);
  useEffect(() => {
    if (has_more && !is_loading && last_visible >= rows.length - load_ahead_rows) load_more();
  }, [has_more, is_loading, last_visible, rows.length, load_more]);

  useEffect(() => {
    if (!wants_focus.current || editing) return;
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

  const reorder =
    props.on_reorder &&
    ((key: string, to: number) => {
      followed.current = { key, to };
      props.on_reorder?.(key, Math.max(to - lead, 0));
    });

  const go = (next: Cell) => {
    wants_focus.current = true;
    set_active(next);
    if (next.row > 0) virtualizer.scrollToIndex(next.row - 1);
  };
  const { selection, on_open, on_edit, on_resize } = props;
  const keys = { columns, rows, row_keys, row_height, active, scroller, selection, go, sort_by, on_open, on_edit, on_resize };

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
      aria-multiselectable={props.selection ? true : undefined}
      aria-busy={is_loading}
      onKeyDown={(event) => on_grid_key(event, { ...keys, on_reorder: reorder })}
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
        on_reorder={reorder}
        lead={props.selection && <SelectAll selection={props.selection} loaded={row_keys} />}
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
              is_chosen={props.selection?.has(props.row_key(row))}
              editor={editing?.row === props.row_key(row) ? props.editor : null}
              on_focus={set_active}
              on_open={props.on_open}
              on_edit={({ column }) => props.on_edit?.(row, columns[column]?.key ?? '')}
              on_choose={(_, with_shift) => props.selection?.[with_shift ? 'extend' : 'toggle'](props.row_key(row))}
            />
          );
        })}
      </div>
    </div>
  );
}

/** The columns as they stand at this moment: the boxes before them, and one of them while its width is dragged. */
function useColumns<Row>(props: RecordGridProps<Row>, dragged: { key: string; width: number } | null): GridColumn<Row>[] {
  const { columns, selection, row_key, row_title } = props;
  return useMemo(() => {
    const drawn = dragged
      ? columns.map((column) => (column.key === dragged.key ? { ...column, width: dragged.width, is_fixed: true } : column))
      : columns;
    return selection ? [select_column(selection, row_key, row_title ?? row_key), ...drawn] : drawn;
  }, [columns, dragged, selection, row_key, row_title]);
}
