import type { CSSProperties, MouseEvent } from 'react';
import type { Cell } from './keyboard';
import { type GridColumn, tab_index } from './model';

interface GridRowProps<Row> {
  columns: GridColumn<Row>[];
  row: Row;
  is_fresh?: boolean;
  place: number;
  active: Cell;
  style: CSSProperties;
  on_focus: (cell: Cell) => void;
  on_open: (row: Row) => void;
}

export function GridRow<Row>({ columns, row, is_fresh, place, active, style, on_focus, on_open }: GridRowProps<Row>) {
  function on_click(event: MouseEvent) {
    const has_selection = (window.getSelection()?.toString() ?? '') !== '';
    if (has_selection || (event.target as HTMLElement).closest('a, button')) return;
    on_open(row);
  }
  return (
    <div className={is_fresh ? 'grid-row fresh' : 'grid-row'} role="row" aria-rowindex={place + 1} style={style} onClick={on_click}>
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
