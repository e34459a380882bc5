import { type CSSProperties, type MouseEvent, type ReactNode, useRef } from 'react';
import type { Cell } from './keyboard';
import { type GridColumn, tab_index } from './model';
import { select_key } from './select_cell';

interface GridRowProps<Row> {
  columns: GridColumn<Row>[];
  row: Row;
  place: number;
  active: Cell;
  style: CSSProperties;
  is_fresh?: boolean;
  /** undefined: rows of this grid are not chosen. */
  is_chosen: boolean | undefined;
  /** The editor that stands in the active cell, when it is being edited. */
  editor: ReactNode;
  on_focus: (cell: Cell) => void;
  on_open: (row: Row) => void;
  on_edit: (cell: Cell) => void;
  on_choose: (row: Row, with_shift: boolean) => void;
}

const double_click_ms = 230;

export function GridRow<Row>(props: GridRowProps<Row>) {
  const { columns, row, place, active, editor } = props;
  const waiting = useRef<ReturnType<typeof setTimeout>>(undefined);

  /** In a cell that can be edited the second click of a double-click decides what the first one meant. */
  function on_click(event: MouseEvent, column: GridColumn<Row>) {
    clearTimeout(waiting.current);
    const has_selection = (window.getSelection()?.toString() ?? '') !== '';
    const target = event.target as HTMLElement;
    if (column.key === select_key || event.shiftKey) return props.on_choose(row, event.shiftKey);
    if (has_selection || target.closest('a, button, .grid-editor')) return;
    if (!column.is_editable) return props.on_open(row);
    if (event.detail === 1) waiting.current = setTimeout(() => props.on_open(row), double_click_ms);
  }

  return (
    <div
      className={`grid-row${props.is_chosen ? ' grid-chosen' : ''}${props.is_fresh ? ' fresh' : ''}`}
      role="row"
      aria-rowindex={place + 1}
      aria-selected={props.is_chosen}
      style={props.style}
    >
      {columns.map((column, index) => {
        const is_edited = Boolean(editor) && active.row === place && active.column === index;
        return (
          <div
            key={column.key}
            role="gridcell"
            className={`grid-cell align-${column.align}`}
            aria-colindex={index + 1}
            data-cell={`${place}:${index}`}
            tabIndex={is_edited ? undefined : tab_index(active, place, index)}
            onFocus={() => props.on_focus({ row: place, column: index })}
            onClick={(event) => on_click(event, column)}
            onMouseDown={(event) => event.shiftKey && event.preventDefault()}
            onDoubleClick={() => column.is_editable && props.on_edit({ row: place, column: index })}
          >
            {is_edited ? <div className="grid-editor">{editor}</div> : column.render(row)}
          </div>
        );
      })}
    </div>
  );
}
