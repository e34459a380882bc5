import { infiniteQueryOptions, queryOptions, useQuery } from '@tanstack/react-query';
import { request } from '@/api/client';
import { query_client } from '@/api/queries';
import type { Link, Page } from '@/api/types';

export interface Comment {
  id: string;
  at: string;
  author: Link;
  text: string;
  mentions: Link[];
  edited_at: string | null;
  removed: boolean;
  can: { change: boolean };
}

export interface Mention {
  comment: string;
  at: string;
  author: string;
  text: string;
  record: string;
  id: string;
  title: string;
  read: boolean;
}

export interface Mentions {
  items: Mention[];
  unread: number;
}

export const comments_query = (record: string, id: string) =>
  infiniteQueryOptions({
    queryKey: [record, 'comments', id],
    queryFn: ({ pageParam }) => request<Page<Comment>>(`/${record}/${id}/comments`, { query: { cursor: pageParam } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });

export const mentions_query = queryOptions({
  queryKey: ['mentions'],
  queryFn: () => request<Mentions>('/mentions'),
});

export function useUnreadMentions(): number {
  return useQuery(mentions_query).data?.unread ?? 0;
}

/** Where one was mentioned is read when its record has been looked at. */
export async function mark_mentions_read(id?: string): Promise<void> {
  await request('/mentions/read', { method: 'POST', body: { id: id ?? null } });
  await query_client.invalidateQueries({ queryKey: mentions_query.queryKey });
}

/** The people of `chosen` whose names still stand in the text. */
export function mentioned_in(text: string, chosen: Link[]): Link[] {
  const seen = new Set<string>();
  return chosen.filter((one) => {
    if (seen.has(one.id) || !text.includes(`@${one.title}`)) return false;
    seen.add(one.id);
    return true;
  });
}

/** A text in parts, so that the names of those who are mentioned can stand out; the longest name first, as one may begin another. */
export function parts_of(text: string, mentions: Link[]): { text: string; is_mention: boolean }[] {
  const names = mentions.map((one) => `@${one.title}`).sort((a, b) => b.length - a.length);
  const parts: { text: string; is_mention: boolean }[] = [];
  let plain = '';
  for (let at = 0; at < text.length; ) {
    const name = names.find((one) => text.startsWith(one, at));
    if (name === undefined) {
      plain += text[at];
      at += 1;
      continue;
    }
    if (plain) parts.push({ text: plain, is_mention: false });
    plain = '';
    parts.push({ text: name, is_mention: true });
    at += name.length;
  }
  if (plain) parts.push({ text: plain, is_mention: false });
  return parts;
}
