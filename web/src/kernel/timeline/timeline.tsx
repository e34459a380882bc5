import './timeline.css';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Button, Segmented } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { new_key, request } from '@/api/client';
import { history_query, query_client } from '@/api/queries';
import type { RecordSchema } from '@/api/types';
import { FileEntry } from '../files/file_entry';
import { ProblemText } from '../problem_text';
import { HistoryItem } from '../record/history';
import { CommentEntry } from './comment_entry';
import { type Comment, comments_query, mark_mentions_read, mentions_query } from './comments';
import { Composer } from './composer';
import { is_of_file, type Kind, merged, reads } from './merge';

const kinds: Kind[] = ['all', 'comments', 'files', 'changes'];
const nothing = { all: 'history.none', changes: 'history.none', comments: 'timeline.no_comments', files: 'timeline.no_files' } as const;

/** All that has happened to a record and been said about it, in one stream. */
export function Timeline({ record, id }: { record: RecordSchema; id: string }) {
  const { t } = useTranslation();
  const [kind, set_kind] = useState<Kind>('all');
  const history = useInfiniteQuery(history_query(record.name, id));
  const comments = useInfiniteQuery(comments_query(record.name, id));
  useMentionsRead(id);
  if (history.isError || comments.isError) return <ProblemText error={history.error ?? comments.error} />;

  const entries = merged(
    { items: history.data?.pages.flatMap((page) => page.items) ?? [], has_more: history.hasNextPage },
    { items: comments.data?.pages.flatMap((page) => page.items) ?? [], has_more: comments.hasNextPage },
    kind,
  );
  const { history: of_history, comments: of_comments } = reads(kind);
  const has_more = (of_history && history.hasNextPage) || (of_comments && comments.hasNextPage);
  const load_more = () => {
    if (of_history && history.hasNextPage) void history.fetchNextPage();
    if (of_comments && comments.hasNextPage) void comments.fetchNextPage();
  };

  return (
    <div className="timeline card">
      <Composer
        record={record.name}
        id={id}
        label={t('timeline.say')}
        action={t('timeline.send')}
        save={async (text, mentions) => {
          const body = { text, mentions: mentions.map((one) => one.id) };
          await request<Comment>(`/${record.name}/${id}/comments`, { method: 'POST', body, idempotency_key: new_key() });
          await query_client.invalidateQueries({ queryKey: comments_query(record.name, id).queryKey });
        }}
      />
      <Segmented
        aria-label={t('timeline.shown')}
        value={kind}
        onChange={set_kind}
        options={kinds.map((one) => ({ value: one, label: t(`timeline.${one}`) }))}
      />
      <div className="history">
        <ol>
          {entries.map((entry) => (
            <li key={entry.key} className={entry.comment ? 'is-comment' : undefined}>
              {entry.comment && <CommentEntry record={record.name} id={id} comment={entry.comment} />}
              {entry.change && is_of_file(entry.change) && <FileEntry record={record.name} id={id} entry={entry.change} />}
              {entry.change && !is_of_file(entry.change) && <HistoryItem record={record} entry={entry.change} />}
            </li>
          ))}
        </ol>
        {has_more && (
          <Button loading={history.isFetchingNextPage || comments.isFetchingNextPage} onClick={load_more}>
            {t('app.more')}
          </Button>
        )}
        {!history.isPending && !comments.isPending && entries.length === 0 && <p className="quiet">{t(nothing[kind])}</p>}
      </div>
    </div>
  );
}

/** Whoever looks at what was said has seen where they were mentioned in it. */
function useMentionsRead(id: string): void {
  const mentions = useQuery(mentions_query);
  const is_unread = mentions.data?.items.some((one) => one.id === id && !one.read) ?? false;
  useEffect(() => {
    if (is_unread) void mark_mentions_read(id).catch(() => {});
  }, [is_unread, id]);
}
