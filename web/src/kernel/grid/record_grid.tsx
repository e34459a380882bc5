import './record_grid.css';
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { type CSSProperties, type KeyboardEvent, type MouseEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { is_composing } from '../shortcuts';
import { type Cell, next_cell } from './keyboard';

export interface GridColumn<Row> {
  key: string;
  title: string;
  width: number;
  align: 'start' | 'end';
  sortable: boolean;
  render: (row: Row) => ReactNode;
}

export interface GridSort {
  key: string;
  descending: boolean;
}

interface RecordGridProps<Row> {
  label: string;
  columns: GridColumn<Row>[];
  rows: Row[];
  row_key: (row: Row) => string;
  /** Of the whole list, not of the rows fetched so far; undefined as long as nobody knows. */
  total?: number;
  sort: GridSort | null;
  on_sort: (sort: GridSort) => void;
  on_open: (row: Row) => void;
  has_more: boolean;
  is_loading: boolean;
  load_more: () => void;
}

const row_height = 40;
const header_height = 38;
const load_ahead_rows = 25;

/** A list of any length as an ARIA grid: rows outside the window are not in the page, yet assistive technology is told of them. */
export function RecordGrid<Row>(props: RecordGridProps<Row>) {
  const { columns, rows, has_more, is_loading, load_more } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const wants_focus = useRef(false);
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
  const visible = virtualizer.getVirtualItems();
  const last_visible = virtualizer.range?.endIndex ?? 0;

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

  const sort_by = (column: GridColumn<Row>) => {
    if (!column.sortable) return;
    const is_same = props.sort?.key === column.key;
    props.on_sort({ key: column.key, descending: is_same ? !props.sort?.descending : false });
  };

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
    const rows_per_page = Math.max(1, Math.floor(((scroller.current?.clientHeight ?? 0) - header_height) / row_height) - 1);
    const bounds = { rows: rows.length, columns: columns.length, rows_per_page };
    const next = next_cell(event.key, event.ctrlKey || event.metaKey, active, bounds);
    if (!next) return;
    event.preventDefault();
    wants_focus.current = true;
    set_active(next);
    if (next.row > 0) virtualizer.scrollToIndex(next.row - 1);
  }

  const template = columns.map((column) => `minmax(${column.width}px, ${column.width}fr)`).join(' ');
  const least_width = columns.reduce((sum, column) => sum + column.width, 0) + 24;

  return (
    <div
      ref={scroller}
      className="grid"
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
        least_width={least_width}
        on_focus={set_active}
        on_sort={sort_by}
      />
      <div className="grid-body" role="rowgroup" style={{ height: virtualizer.getTotalSize() - header_height, minWidth: least_width }}>
        {visible.map((item) => {
          const row = rows[item.index];
          if (row === undefined) return null;
          return (
            <GridRow
              key={props.row_key(row)}
              columns={columns}
              row={row}
              place={item.index + 1}
              active={active}
              style={{ gridTemplateColumns: template, transform: `translateY(${item.start - header_height}px)` }}
              on_focus={set_active}
              on_open={props.on_open}
            />
          );
        })}
      </div>
    </div>
  );
}

interface GridPartProps<Row> {
  columns: GridColumn<Row>[];
  active: Cell;
  on_focus: (cell: Cell) => void;
}

interface GridHeadProps<Row> extends GridPartProps<Row> {
  sort: GridSort | null;
  template: string;
  least_width: number;
  on_sort: (column: GridColumn<Row>) => void;
}

/** Of all cells only the active one takes part in the page's tab order. */
function tab_index(active: Cell, row: number, column: number): 0 | -1 {
  return active.row === row && active.column === column ? 0 : -1;
}

function GridHead<Row>({ columns, sort, active, template, least_width, on_focus, on_sort }: GridHeadProps<Row>) {
  return (
    <div className="grid-head" role="rowgroup" style={{ minWidth: least_width }}>
      <div className="grid-row" role="row" aria-rowindex={1} style={{ gridTemplateColumns: template }}>
        {columns.map((column, index) => (
          <div
            key={column.key}
            role="columnheader"
            className={`grid-cell align-${column.align}${column.sortable ? ' sortable' : ''}`}
            aria-colindex={index + 1}
            aria-sort={sort_word(sort, column)}
            data-cell={`0:${index}`}
            tabIndex={tab_index(active, 0, index)}
            onFocus={() => on_focus({ row: 0, column: index })}
            onClick={() => on_sort(column)}
          >
            <span>{column.title}</span>
            {sort?.key === column.key && <span aria-hidden="true">{sort.descending ? '↓' : '↑'}</span>}
          </div>
        ))}
      </div>
    </div>
  );
}

interface GridRowProps<Row> extends GridPartProps<Row> {
  row: Row;
  place: number;
  style: CSSProperties;
  on_open: (row: Row) => void;
}

function GridRow<Row>({ columns, row, place, active, style, on_focus, on_open }: GridRowProps<Row>) {
  function on_click(event: MouseEvent) {
    const has_selection = (window.getSelection()?.toString() ?? '') !== '';
    if (has_selection || (event.target as HTMLElement).closest('a, button')) return;
    on_open(row);
  }
  return (
    <div className="grid-row" role="row" aria-rowindex={place + 1} style={style} onClick={on_click}>
      {columns.map((column, index) => (
        <div
          key={column.key}
          role="gridcell"
          className={`grid-cell align-${column.align}`}
          aria-colindex={index + 1}
          data-cell={`${place}:${index}`}
          tabIndex={tab_index(active, place, index)}
          onFocus={() => on_focus({ row: place, column: index })}
        >
          {column.render(row)}
        </div>
      ))}
    </div>
  );
}

function sort_word<Row>(sort: GridSort | null, column: GridColumn<Row>): 'ascending' | 'descending' | 'none' | undefined {
  if (!column.sortable) return undefined;
  if (sort?.key !== column.key) return 'none';
  return sort.descending ? 'descending' : 'ascending';
}
