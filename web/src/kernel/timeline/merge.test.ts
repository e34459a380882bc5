import { expect, test } from 'vitest';
import type { HistoryEntry } from '@/api/types';
import type { Comment } from './comments';
import { merged } from './merge';

const change = (at: string, action = 'update') => ({ at, action, version: 1, seq: at }) as unknown as HistoryEntry;
const comment = (at: string) => ({ at, id: at }) as unknown as Comment;
const whole = <T>(items: T[]) => ({ items, has_more: false });
const times = (entries: { at: string }[]) => entries.map((entry) => entry.at);

test('changes, files and comments stand in one order, newest first; the log says nothing twice', () => {
  const history = whole([change('5'), change('4', 'comment'), change('3', 'file_added'), change('1')]);
  const comments = whole([comment('4'), comment('2')]);
  expect(times(merged(history, comments, 'all'))).toEqual(['5', '4', '3', '2', '1']);
  expect(times(merged(history, comments, 'changes'))).toEqual(['5', '1']);
  expect(times(merged(history, comments, 'comments'))).toEqual(['4', '2']);
  expect(times(merged(history, comments, 'files'))).toEqual(['3']);
});

test('nothing is shown that is older than what both have read', () => {
  const history = { items: [change('9'), change('6')], has_more: true };
  expect(times(merged(history, whole([comment('7'), comment('3')]), 'all'))).toEqual(['9', '7', '6']);
  expect(times(merged(history, whole([comment('7'), comment('3')]), 'comments'))).toEqual(['7', '3']);
});
