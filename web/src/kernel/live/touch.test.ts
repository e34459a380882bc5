import { QueryClient } from '@tanstack/react-query';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Schema } from '@/api/types';
import type { Change } from './stream';
import { is_known, Toucher } from './touch';

const link = (target: string) => ({ kind: 'link', target });
const schema = {
  records: [
    { name: 'customers', lines: [], fields: [] },
    { name: 'orders', lines: [{ name: 'lines', record: 'order_lines' }], fields: [link('customers')] },
    { name: 'order_lines', lines: [], fields: [link('orders')] },
    { name: 'regions', lines: [], fields: [] },
  ],
} as unknown as Schema;

const keys = [
  ['orders', 'list', {}],
  ['orders', 'totals', ''],
  ['orders', 'record', '7'],
  ['orders', 'history', '7'],
  ['orders', 'record', '8'],
  ['order_lines', 'list', {}],
  ['customers', 'list', {}],
  ['regions', 'list', {}],
  ['figures', 'monthly'],
  ['session'],
];
let client: QueryClient;
let toucher: Toucher;

beforeEach(() => {
  vi.useFakeTimers();
  client = new QueryClient();
  for (const queryKey of keys) {
    client.getQueryCache().build(client, { queryKey, meta: queryKey[0] === 'figures' ? { of: ['orders'] } : undefined });
    client.setQueryData(queryKey, { id: queryKey[2], version: 3 });
  }
  toucher = new Toucher(client, () => schema);
});
afterEach(() => {
  toucher.stop();
  vi.useRealTimers();
});

const stale = () =>
  client
    .getQueryCache()
    .findAll({ predicate: (query) => query.state.isInvalidated })
    .map(({ queryKey }) => queryKey.filter((part) => typeof part === 'string').join(' '))
    .sort();
const change = (part: Partial<Change>): Change => ({ record: 'orders', id: '7', version: 4, action: 'update', ...part });

test('a changed order touches its lists, its page and what is made of orders, and nothing else', () => {
  toucher.touch([change({})]);
  vi.advanceTimersByTime(0);
  expect(stale()).toEqual(['figures monthly', 'order_lines list', 'orders history 7', 'orders list', 'orders record 7', 'orders totals ']);
});

test('a changed name is read again in the lists where it may stand', () => {
  toucher.touch([change({ record: 'customers', id: '1' })]);
  vi.advanceTimersByTime(0);
  expect(stale()).toEqual(['customers list', 'orders history 7', 'orders list', 'orders record 7', 'orders record 8', 'orders totals ']);
});

test('a record that is out of sight is forgotten', () => {
  toucher.touch([{ record: 'orders', id: '7', action: 'gone' }]);
  vi.advanceTimersByTime(0);
  expect(client.getQueryData(['orders', 'record', '7'])).toBeUndefined();
  expect(stale()).toContain('orders list');
});

test('however much happens, the screen is read again once a second', () => {
  const invalidate = vi.spyOn(client, 'invalidateQueries');
  for (let each = 0; each < 30; each++) {
    toucher.touch([change({ id: String(each) })]);
    vi.advanceTimersByTime(100);
  }
  expect(invalidate.mock.calls.length / 2).toBeLessThanOrEqual(4);
});

test('what this page did itself it knows; what the same person did elsewhere it does not', () => {
  const by = { id: '1', title: 'A' };
  expect(is_known(client, change({ version: 3, by }), '1')).toBe(true);
  expect(is_known(client, change({ version: 4, by }), '1')).toBe(false);
  expect(is_known(client, change({ version: 3, by }), '2')).toBe(false);
});
