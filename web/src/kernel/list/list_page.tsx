import './list.css';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { is_problem } from '@/api/problem';
import { list_query, totals_query, useRecordSchema } from '@/api/queries';
import type { RecordData, RecordSchema } from '@/api/types';
import type { ListSearch } from '@/app/router';
import { type GridSort, RecordGrid } from '../grid/record_grid';
import { useIsNarrow } from '../narrow';
import { useShortcut } from '../shortcuts';
import { useColumns } from './columns';
import { EmptyState } from './empty_state';
import { ListHeader } from './list_header';
import { ListToolbar } from './list_toolbar';
import { MetricCards } from './metric_cards';
import { page_of } from './page_of';
import { RecordCards } from './record_cards';

export function ListPage() {
  const { record: name } = useParams({ from: '/shell/$record' });
  const record = useRecordSchema(name);
  if (!record) return <EmptyState is_page kind="no_permission" />;
  return <RecordList key={name} record={record} />;
}

function sort_of(text: string | null | undefined): GridSort | null {
  if (!text) return null;
  return text.startsWith('-') ? { key: text.slice(1), descending: true } : { key: text, descending: false };
}

function RecordList({ record }: { record: RecordSchema }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const is_narrow = useIsNarrow();
  const search_input = useRef<HTMLInputElement>(null);
  const search = useSearch({ from: '/shell/$record' });
  const list = useInfiniteQuery({ ...list_query(record.name, search), placeholderData: (before) => before });
  const totals = useQuery({ ...totals_query(record.name, search), placeholderData: (before) => before });
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const columns = useColumns(record);

  const change = useCallback(
    (part: Partial<ListSearch>) => {
      const replace = 'q' in part;
      void navigate({ to: '/$record', params: { record: record.name }, search: (before: ListSearch) => ({ ...before, ...part }), replace });
    },
    [navigate, record.name],
  );
  const open = useCallback((row: RecordData) => void navigate({ to: '/$record/$id', params: page_of(record, row) }), [navigate, record]);
  const load_more = useCallback(() => void list.fetchNextPage(), [list.fetchNextPage]);

  useShortcut('/', () => search_input.current?.focus());
  useShortcut('c', () => void navigate({ to: '/$record/new', params: { record: record.name } }), record.can.create);
  useEffect(() => {
    document.title = `${record.label_many} · ${t('app.name')}`;
  }, [record.label_many, t]);

  const shared = { rows, has_more: list.hasNextPage, is_loading: list.isFetchingNextPage, load_more, total: totals.data?.count };
  const is_filtered = Boolean(search.filter || search.q || search.archived);
  const body = () => {
    if (list.isError)
      return (
        <EmptyState
          kind={is_problem(list.error, 'forbidden') ? 'no_permission' : 'problem'}
          error={list.error}
          on_clear={is_filtered ? () => change(cleared) : undefined}
        />
      );
    if (list.isPending) return <div className="list-waiting" role="status" aria-label={t('app.loading')} />;
    if (rows.length === 0)
      return <EmptyState kind={is_filtered ? 'no_match' : 'no_data'} record={record} on_clear={() => change(cleared)} />;
    if (is_narrow) return <RecordCards record={record} {...shared} />;
    return (
      <RecordGrid
        label={record.label_many}
        columns={columns.grid}
        row_key={(row) => row.id}
        sort={sort_of(search.sort ?? record.sort)}
        on_sort={({ key, descending }) => change({ sort: descending ? `-${key}` : key })}
        on_open={open}
        {...shared}
      />
    );
  };

  return (
    <div className="list-page">
      <ListHeader record={record} count={totals.data?.count} />
      {record.totals.length > 0 && <MetricCards record={record} totals={totals.data} is_stale={totals.isPlaceholderData} />}
      <ListToolbar record={record} search={search} on_change={change} columns={columns} search_input={search_input} />
      {body()}
    </div>
  );
}

const cleared: Partial<ListSearch> = { filter: undefined, q: undefined, archived: undefined };
