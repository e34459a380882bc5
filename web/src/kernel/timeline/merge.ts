import type { HistoryEntry } from '@/api/types';
import type { Comment } from './comments';

export type Kind = 'all' | 'comments' | 'changes';
export type Entry = { at: string; key: string } & (
  | { comment: Comment; change?: undefined }
  | { change: HistoryEntry; comment?: undefined }
);

interface Source<T> {
  items: T[];
  has_more: boolean;
}

/**
 * Changes and comments as one stream, newest first. Of two streams that are read page by page nothing older is shown than both have
 * reached, or something that belongs in between would appear later.
 */
export function merged(history: Source<HistoryEntry>, comments: Source<Comment>, kind: Kind): Entry[] {
  // The log tells of comments too; they speak for themselves.
  const changes = history.items.filter((entry) => !entry.action.startsWith('comment'));
  const sources = [
    ...(kind === 'comments' ? [] : [{ ...history, last: history.items.at(-1)?.at }]),
    ...(kind === 'changes' ? [] : [{ ...comments, last: comments.items.at(-1)?.at }]),
  ];
  const reached =
    sources
      .flatMap((source) => (source.has_more && source.last ? [source.last] : []))
      .sort()
      .at(-1) ?? '';
  const entries: Entry[] = [
    ...(kind === 'comments' ? [] : changes.map((change) => ({ at: change.at, key: `change:${change.version}:${change.seq}`, change }))),
    ...(kind === 'changes' ? [] : comments.items.map((comment) => ({ at: comment.at, key: `comment:${comment.id}`, comment }))),
  ];
  return entries.filter((entry) => entry.at >= reached).sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
}
