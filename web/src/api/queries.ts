import { infiniteQueryOptions, QueryClient, queryOptions, type UseQueryResult, useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { request } from './client';
import { is_problem } from './problem';
import type { HistoryEntry, Page, RecordData, RecordSchema, Schema, Session, Totals } from './types';

export const page_size = 100;

export const query_client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      refetchOnWindowFocus: true,
      retry: (count, error) => count < 2 && is_problem(error) && (error.status === 0 || error.status >= 502),
    },
  },
});

export const session_query = queryOptions({
  queryKey: ['session'],
  queryFn: async (): Promise<Session | null> => {
    try {
      return await request<Session>('/session');
    } catch (error) {
      if (is_problem(error, 'unauthenticated')) return null;
      throw error;
    }
  },
  staleTime: 300_000,
});

export const schema_query = queryOptions({
  queryKey: ['schema'],
  queryFn: () => request<Schema>('/schema'),
  staleTime: 300_000,
});

export function useSession(): Session | null {
  return useQuery(session_query).data ?? null;
}

export function useSchema(): Schema {
  return useSuspenseQuery(schema_query).data;
}

export function useRecordSchema(name: string): RecordSchema | undefined {
  return useSchema().records.find((record) => record.name === name);
}

export interface ListState {
  filter?: string;
  sort?: string;
  q?: string;
  archived?: boolean;
}

export const list_query = (record: string, state: ListState) =>
  infiniteQueryOptions({
    queryKey: [record, 'list', state],
    queryFn: ({ pageParam, signal }) =>
      request<Page<RecordData>>(`/${record}`, {
        query: { ...state, archived: state.archived || undefined, limit: page_size, cursor: pageParam },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });

export const totals_query = (record: string, state: ListState) =>
  queryOptions({
    queryKey: [record, 'totals', state.filter ?? '', state.q ?? '', state.archived ?? false],
    queryFn: ({ signal }) =>
      request<Totals>(`/${record}/totals`, {
        query: { filter: state.filter, q: state.q, archived: state.archived || undefined },
        signal,
      }),
  });

export const record_query = (record: string, id: string) =>
  queryOptions({
    queryKey: [record, 'record', id],
    queryFn: () => request<RecordData>(`/${record}/${id}`),
  });

export const history_query = (record: string, id: string) =>
  infiniteQueryOptions({
    queryKey: [record, 'history', id],
    queryFn: ({ pageParam }) => request<Page<HistoryEntry>>(`/${record}/${id}/history`, { query: { cursor: pageParam } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });

export function useRecord(record: string, id: string): UseQueryResult<RecordData> {
  return useQuery(record_query(record, id));
}

/** Titles and sums of one record show up in lists of others, so a change makes every list stale, not only its own. */
export async function refresh_after_change(record: string, changed?: RecordData): Promise<void> {
  if (changed) query_client.setQueryData(record_query(record, changed.id).queryKey, changed);
  await query_client.invalidateQueries({
    predicate: ({ queryKey }) => {
      if (queryKey[0] === 'session' || queryKey[0] === 'schema') return false;
      return !(changed && queryKey[0] === record && queryKey[1] === 'record' && queryKey[2] === changed.id);
    },
  });
}
