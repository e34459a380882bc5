import { describe, expect, it } from 'vitest';
import type { RecordSchema } from '@/api/types';
import { columns_from, columns_text, move_column, no_layout, settle_layout } from './layout';
import { type SavedViews, search_of_view, shows_view, type View } from './views';

const record = {
  name: 'orders',
  sort: '-ordered_on',
  columns: ['number', 'customer'],
  fields: ['number', 'customer', 'revenue'].map((name) => ({ name })),
} as RecordSchema;
const view = {
  id: '7',
  state: { ...no_layout, filter: 'state = draft', sort: null, q: null, archived: false, columns: [{ name: 'revenue', width: 90 }] },
} as View;
const views = (layouts: SavedViews['layouts'] = {}): SavedViews => ({ items: [view], default: null, layouts });

describe('the layout of a list', () => {
  it('is written in the address and read back', () => {
    const columns = [
      { name: 'number', width: 160 },
      { name: 'customer', width: null },
    ];
    expect(columns_text(columns)).toBe('number:160,customer');
    expect(columns_from('number:160,customer')).toEqual(columns);
    expect(columns_from('number, <b>, number:90')).toEqual([{ name: 'number', width: 90 }]);
    expect(columns_from(undefined)).toEqual([]);
    expect(columns_text([])).toBeUndefined();
  });

  it('comes from the nearest that says something, without columns that are not there', () => {
    const mine = { ...no_layout, density: 'compact' as const, columns: [{ name: 'profit', width: null }] };
    const settled = settle_layout(record, [no_layout, mine, view.state]);
    expect(settled).toEqual({ mode: 'table', density: 'compact', columns: [{ name: 'revenue', width: 90 }] });
    expect(settle_layout(record, []).columns.map(({ name }) => name)).toEqual(['number', 'customer']);
  });

  it('moves a column to another place', () => {
    const columns = ['a', 'b', 'c'].map((name) => ({ name, width: null }));
    expect(move_column(columns, 'a', 2).map(({ name }) => name)).toEqual(['b', 'c', 'a']);
    expect(move_column(columns, 'c', 0).map(({ name }) => name)).toEqual(['c', 'a', 'b']);
  });
});

describe('a saved view', () => {
  it('is wholly in the address, with the order always named', () => {
    expect(search_of_view(record, views(), view)).toMatchObject({
      view: '7',
      filter: 'state = draft',
      sort: '-ordered_on',
      columns: 'revenue:90',
    });
    expect(search_of_view(record, views(), null)).toMatchObject({ view: 'all', filter: undefined, sort: '-ordered_on' });
  });

  it('shows the columns that the person has made of it', () => {
    const kept = { ...no_layout, columns: [{ name: 'number', width: null }] };
    expect(search_of_view(record, views({ 7: kept }), view).columns).toBe('number');
  });

  it('is changed by another filter or order, not by other columns', () => {
    expect(shows_view(record, view, { filter: 'state = draft', columns: 'number' })).toBe(true);
    expect(shows_view(record, view, { filter: 'state = draft', sort: 'revenue' })).toBe(false);
    expect(shows_view(record, view, {})).toBe(false);
  });
});
