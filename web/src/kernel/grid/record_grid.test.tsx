import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Cell, next_cell } from './keyboard';
import { RecordGrid } from './record_grid';

const bounds = { rows: 100, columns: 5, rows_per_page: 10 };

describe('the keys of the grid', () => {
  it.each<[string, boolean, Cell, Cell | null]>([
    ['ArrowDown', false, { row: 1, column: 2 }, { row: 2, column: 2 }],
    ['ArrowDown', false, { row: 100, column: 2 }, { row: 100, column: 2 }],
    ['ArrowUp', false, { row: 1, column: 0 }, { row: 0, column: 0 }],
    ['ArrowRight', false, { row: 3, column: 4 }, { row: 3, column: 4 }],
    ['ArrowLeft', false, { row: 3, column: 4 }, { row: 3, column: 3 }],
    ['Home', false, { row: 3, column: 4 }, { row: 3, column: 0 }],
    ['End', false, { row: 3, column: 0 }, { row: 3, column: 4 }],
    ['Home', true, { row: 50, column: 4 }, { row: 1, column: 0 }],
    ['End', true, { row: 50, column: 0 }, { row: 100, column: 4 }],
    ['PageDown', false, { row: 95, column: 1 }, { row: 100, column: 1 }],
    ['PageUp', false, { row: 5, column: 1 }, { row: 1, column: 1 }],
    ['PageUp', false, { row: 0, column: 1 }, { row: 0, column: 1 }],
    ['a', false, { row: 1, column: 1 }, null],
  ])('%s (control: %s) leads on', (key, control, from, to) => {
    expect(next_cell(key, control, from, bounds)).toEqual(to);
  });
});

interface Row {
  id: string;
  name: string;
}

const rows: Row[] = Array.from({ length: 200 }, (_, index) => ({ id: String(index), name: `row ${index}` }));

describe('the grid', () => {
  let root: Root;
  let host: HTMLElement;
  const on_open = vi.fn();
  const on_sort = vi.fn();
  const load_more = vi.fn();

  beforeEach(() => {
    (globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;
    vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockReturnValue(400);
    vi.spyOn(HTMLElement.prototype, 'offsetWidth', 'get').mockReturnValue(800);
    vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(400);
    vi.spyOn(HTMLElement.prototype, 'scrollHeight', 'get').mockReturnValue(8038);
    host = document.createElement('div');
    document.body.append(host);
    root = createRoot(host);
    const column = (key: 'id' | 'name') => ({
      key,
      title: key,
      width: 100,
      align: 'start' as const,
      sortable: key === 'name',
      render: (row: Row) => row[key],
    });
    act(() =>
      root.render(
        <RecordGrid
          label="rows"
          columns={[column('id'), column('name')]}
          rows={rows}
          row_key={(row) => row.id}
          total={5087}
          sort={{ key: 'name', descending: true }}
          on_sort={on_sort}
          on_open={on_open}
          has_more={true}
          is_loading={false}
          load_more={load_more}
        />,
      ),
    );
  });

  afterEach(() => {
    act(() => root.unmount());
    host.remove();
    vi.restoreAllMocks();
    vi.clearAllMocks();
  });

  const grid = () => host.querySelector('[role=grid]') as HTMLElement;
  const cell = (name: string) => host.querySelector(`[data-cell="${name}"]`) as HTMLElement;
  const press = (key: string, init: KeyboardEventInit = {}) =>
    act(() => {
      document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...init }));
    });

  it('tells its whole size, and holds only a window of rows', () => {
    expect(grid().getAttribute('aria-rowcount')).toBe('5088');
    const shown = host.querySelectorAll('[role=row]').length;
    expect(shown).toBeGreaterThan(10);
    expect(shown).toBeLessThan(60);
  });

  it('has one tab stop', () => {
    expect(host.querySelectorAll('[tabindex="0"]').length).toBe(1);
    expect(cell('1:0').tabIndex).toBe(0);
  });

  it('moves the focus with the arrows and opens with Enter', () => {
    act(() => cell('1:0').focus());
    press('ArrowDown');
    press('ArrowRight');
    expect(document.activeElement).toBe(cell('2:1'));
    press('Enter');
    expect(on_open).toHaveBeenCalledWith(rows[1]);
  });

  it('sorts from the header, the other way round when it is sorted already', () => {
    act(() => cell('1:0').focus());
    press('ArrowUp');
    press('Enter');
    expect(on_sort).not.toHaveBeenCalled();
    press('End');
    press('Enter');
    expect(on_sort).toHaveBeenCalledWith({ key: 'name', descending: false });
    expect(cell('0:1').getAttribute('aria-sort')).toBe('descending');
  });

  it('leaves Enter alone while an input method is composing', () => {
    act(() => cell('1:0').focus());
    press('Enter', { isComposing: true });
    expect(on_open).not.toHaveBeenCalled();
  });
});
