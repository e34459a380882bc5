import { expect, test } from 'vitest';
import { moved_by } from './kept_place';

test('rows that come above push a row down, rows that go let it rise', () => {
  expect(moved_by(['a', 'b', 'c'], ['x', 'y', 'a', 'b', 'c'], 2)).toBe(2);
  expect(moved_by(['a', 'b', 'c'], ['b', 'c'], 2)).toBe(-1);
  expect(moved_by(['a', 'b', 'c'], ['a', 'b', 'c', 'd'], 1)).toBe(0);
});

test('of a row that is gone, the one above it is followed', () => {
  expect(moved_by(['a', 'b', 'c'], ['x', 'a', 'c'], 1)).toBe(1);
  expect(moved_by(['a', 'b'], ['c', 'd'], 1)).toBe(0);
});
