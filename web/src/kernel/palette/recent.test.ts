import { beforeEach, expect, test } from 'vitest';
import { most_recent, page_at, recent_pages, remember_page } from './recent';

beforeEach(() => localStorage.clear());

test('the pages one was on last come first, each once, and only so many', () => {
  for (let id = 1; id <= most_recent + 2; id++) remember_page('7', { record: 'customers', id: String(id) });
  remember_page('7', { record: 'customers', id: '5' });
  const ids = recent_pages('7').map((page) => page.id);
  expect(ids).toEqual(['5', '10', '9', '8', '7', '6', '4', '3']);
});

test('each account has its own, and a broken memory is none', () => {
  remember_page('7', { record: 'orders', id: '1' });
  expect(recent_pages('8')).toEqual([]);
  localStorage.setItem('bylaw.recent.8', '{"not":"a list"}');
  expect(recent_pages('8')).toEqual([]);
  localStorage.setItem('bylaw.recent.8', '[1, null, {"record":"orders","id":"2"}');
  expect(recent_pages('8')).toEqual([]);
});

test('a record has a page, a list and a form have none', () => {
  expect(page_at('/customers/7012')).toEqual({ record: 'customers', id: '7012' });
  expect(page_at('/customers/7012/edit')).toEqual({ record: 'customers', id: '7012' });
  for (const path of ['/', '/customers', '/customers/new', '/customers/import', '/sign-in']) expect(page_at(path)).toBeNull();
});
