import './list.css';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { is_problem } from '@/api/problem';
import { type ListState as ListRows, list_query, totals_query, useRecordSchema } from '@/api/queries';
import type { RecordData, RecordSchema } from '@/api/types';
import type { ListSearch } from '@/app/router';
import type { GridSort } from '../grid/model';
import { RecordGrid } from '../grid/record_grid';
import { useSelection } from '../grid/selection';
import { useFresh } from '../live/fresh';
import { useIsNarrow } from '../narrow';
import { PrintList } from '../print/print_list';
import { title_of } from '../record/title';
import { useShortcut } from '../shortcuts';
import { useGridColumns } from './columns';
import { EmptyState } from './empty_state';
import { move_column } from './layout';
import { ListHeader } from './list_header';
import { ListToolbar } from './list_toolbar';
import { MetricCards } from './metric_cards';
import { page_of } from './page_of';
import { RecordCards } from './record_cards';
import { useInlineEdit } from './use_inline_edit';
import { useListState } from './use_list_state';

const BulkBar = lazy(() => import('./bulk_bar'));

export function ListPage() {
  const { record: name } = useParams({ from: '/shell/$record' });
  const record = useRecordSchema(name);
  if (!record) return <EmptyState is_page kind="no_permission" />;
  return <RecordList key={name} record={record} />;
}

/** The part of the address that decides which rows there are. */
function rows_of({ filter, sort, q, archived }: ListSearch): ListRows {
  return { filter, sort, q, archived };
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
  const state = useListState(record);
  const { layout, change } = state;
  const search = rows_of(state.search);
  const enabled = !state.is_opening;
  const list = useInfiniteQuery({ ...list_query(record.name, search), enabled, placeholderData: (before) => before });
  const totals = useQuery({ ...totals_query(record.name, search), enabled, placeholderData: (before) => before });
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const columns = useGridColumns(record, layout.columns);
  const fresh = useFresh(record.name);
  const keys = useMemo(() => rows.map(id_of), [rows]);
  const place_key = JSON.stringify(search);
  const selection = useSelection(keys, place_key);
  const edit = useInlineEdit(record, columns);
  const may_choose = record.parent === null && record.name !== 'accounts' && (record.can.update || record.can.archive);
  const resize = (key: string, width: number) =>
    state.change_layout({ columns: layout.columns.map((one) => (one.name === key ? { ...one, width } : one)) });
  const reorder = (key: string, to: number) => state.change_layout({ columns: move_column(layout.columns, key, to) });

  const open = useCallback((row: RecordData) => void navigate({ to: '/$record/$id', params: page_of(record, row) }), [navigate, record]);
  const title_of_row = useCallback((row: RecordData) => title_of(record, row), [record]);
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
    if (is_narrow || layout.mode === 'cards') return <RecordCards record={record} {...shared} />;
    return (
      <RecordGrid
        label={record.label_many}
        columns={columns}
        density={layout.density}
        on_resize={resize}
        on_reorder={reorder}
        row_key={id_of}
        row_title={title_of_row}
        place_key={place_key}
        selection={may_choose ? selection : undefined}
        editing={edit.cell}
        editor={edit.editor}
        on_edit={edit.begin}
        sort={sort_of(search.sort ?? record.sort)}
        on_sort={({ key, descending }) => change({ sort: descending ? `-${key}` : key })}
        on_open={open}
        is_fresh={(row) => fresh(row.id) !== undefined}
        {...shared}
      />
    );
  };

  return (
    <div className="list-page">
      <ListHeader record={record} count={totals.data?.count} state={state}>
        {rows.length > 0 && <PrintList record={record} state={search} columns={columns} rows={rows} totals={totals.data} />}
      </ListHeader>
      {record.totals.length > 0 && <MetricCards record={record} totals={totals.data} is_stale={totals.isPlaceholderData} />}
      <ListToolbar record={record} state={state} search_input={search_input} />
      {body()}
      {may_choose && selection.keys.size > 0 && (
        <Suspense>
          <BulkBar record={record} rows={rows} total={totals.data?.count} search={state.search} selection={selection} />
        </Suspense>
      )}
      {edit.dialog}
    </div>
  );
}

const id_of = (row: RecordData): string => row.id;
const cleared: Partial<ListSearch> = { filter: undefined, q: undefined, archived: undefined };
