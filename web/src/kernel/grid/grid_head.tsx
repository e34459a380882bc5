import { type DragEvent, type PointerEvent, type ReactNode, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Cell } from './keyboard';
import { clamp, type GridColumn, type GridSort, least_width, most_width, tab_index } from './model';
import { select_key } from './select_cell';

interface GridHeadProps<Row> {
  columns: GridColumn<Row>[];
  sort: GridSort | null;
  active: Cell;
  template: string;
  least_width: number;
  on_focus: (cell: Cell) => void;
  on_sort: (column: GridColumn<Row>) => void;
  /** While a handle is dragged, and once when it is let go. */
  on_resize?: (key: string, width: number, is_done: boolean) => void;
  on_reorder?: (key: string, to: number) => void;
  /** Stands in the column of boxes. */
  lead?: ReactNode;
}

const dragged_type = 'application/x-bylaw-column';

export function GridHead<Row>(props: GridHeadProps<Row>) {
  const { t } = useTranslation();
  const { columns, sort, active } = props;
  const drop = (event: DragEvent, to: number) => {
    const key = event.dataTransfer.getData(dragged_type);
    if (key) props.on_reorder?.(key, to);
  };
  return (
    <div className="grid-head" role="rowgroup" style={{ minWidth: props.least_width }}>
      <div className="grid-row" role="row" aria-rowindex={1} style={{ gridTemplateColumns: props.template }}>
        {columns.map((column, index) => (
          <div
            key={column.key}
            role="columnheader"
            className={`grid-cell align-${column.align}${column.sortable ? ' sortable' : ''}`}
            aria-colindex={index + 1}
            aria-sort={sort_word(sort, column)}
            data-cell={`0:${index}`}
            tabIndex={tab_index(active, 0, index)}
            aria-label={column.key === select_key ? t('grid.select') : undefined}
            draggable={props.on_reorder !== undefined && column.key !== select_key}
            onDragStart={(event) => event.dataTransfer.setData(dragged_type, column.key)}
            onDragOver={(event) => event.dataTransfer.types.includes(dragged_type) && event.preventDefault()}
            onDrop={(event) => drop(event, index)}
            onFocus={() => props.on_focus({ row: 0, column: index })}
            onClick={() => props.on_sort(column)}
          >
            {column.key === select_key ? props.lead : <span>{column.title}</span>}
            {sort?.key === column.key && <span aria-hidden="true">{sort.descending ? '↓' : '↑'}</span>}
            {props.on_resize && column.key !== select_key && <ResizeHandle column={column} on_resize={props.on_resize} />}
          </div>
        ))}
      </div>
    </div>
  );
}

interface ResizeHandleProps<Row> {
  column: GridColumn<Row>;
  on_resize: (key: string, width: number, is_done: boolean) => void;
}

/** For the pointer only: the keyboard has Shift and the arrows on the header itself. */
function ResizeHandle<Row>({ column, on_resize }: ResizeHandleProps<Row>) {
  const { t } = useTranslation();
  const start = useRef<{ x: number; width: number } | null>(null);
  const width_at = (event: PointerEvent) => {
    const from = start.current;
    return from ? clamp(Math.round(from.width + event.clientX - from.x), least_width, most_width) : column.width;
  };
  return (
    <span
      className="grid-resize"
      title={t('grid.resize')}
      aria-hidden="true"
      draggable
      onDragStart={(event) => {
        event.preventDefault();
        event.stopPropagation();
      }}
      onClick={(event) => event.stopPropagation()}
      onPointerDown={(event) => {
        event.stopPropagation();
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = { x: event.clientX, width: event.currentTarget.parentElement?.offsetWidth ?? column.width };
      }}
      onPointerMove={(event) => start.current && on_resize(column.key, width_at(event), false)}
      onPointerUp={(event) => {
        if (!start.current) return;
        on_resize(column.key, width_at(event), true);
        start.current = null;
      }}
    />
  );
}

function sort_word<Row>(sort: GridSort | null, column: GridColumn<Row>): 'ascending' | 'descending' | 'none' | undefined {
  if (!column.sortable) return undefined;
  if (sort?.key !== column.key) return 'none';
  return sort.descending ? 'descending' : 'ascending';
}
