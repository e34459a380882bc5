import type { HistoryEntry } from '@/api/types';
import type { Comment } from './comments';

export type Kind = 'all' | 'comments' | 'files' | 'changes';
export type Entry = { at: string; key: string } & (
  | { comment: Comment; change?: undefined }
  | { change: HistoryEntry; comment?: undefined }
);

interface Source<T> {
  items: T[];
  has_more: boolean;
}

const has_comments = (kind: Kind): boolean => kind === 'all' || kind === 'comments';
const has_history = (kind: Kind): boolean => kind !== 'comments';
export const is_of_file = (entry: HistoryEntry): boolean => entry.action.startsWith('file_');

/** Where there may be more to read of what is shown. */
export const reads = (kind: Kind): { history: boolean; comments: boolean } => ({
  history: has_history(kind),
  comments: has_comments(kind),
});

/**
 * Changes, files and comments as one stream, newest first. Of two streams that are read page by page nothing older is shown than both have
 * reached, or something that belongs in between would appear later.
 */
export function merged(history: Source<HistoryEntry>, comments: Source<Comment>, kind: Kind): Entry[] {
  // The log tells of comments too; they speak for themselves.
  const changes = history.items.filter(
    (entry) => !entry.action.startsWith('comment') && (kind === 'all' || is_of_file(entry) === (kind === 'files')),
  );
  const sources = [
    ...(!has_history(kind) ? [] : [{ ...history, last: history.items.at(-1)?.at }]),
    ...(!has_comments(kind) ? [] : [{ ...comments, last: comments.items.at(-1)?.at }]),
  ];
  const reached =
    sources
      .flatMap((source) => (source.has_more && source.last ? [source.last] : []))
      .sort()
      .at(-1) ?? '';
  const entries: Entry[] = [
    ...(!has_history(kind) ? [] : changes.map((change) => ({ at: change.at, key: `change:${change.version}:${change.seq}`, change }))),
    ...(!has_comments(kind) ? [] : comments.items.map((comment) => ({ at: comment.at, key: `comment:${comment.id}`, comment }))),
  ];
  return entries.filter((entry) => entry.at >= reached).sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
}
