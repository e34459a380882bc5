import { queryOptions } from '@tanstack/react-query';
import { new_key, request } from '@/api/client';
import { query_client } from '@/api/queries';
import type { Link, RecordSchema } from '@/api/types';
import type { ListSearch } from '@/app/router';
import { columns_text, type Layout, settle_layout } from './layout';

export interface ViewState extends Layout {
  filter: string | null;
  sort: string | null;
  q: string | null;
  archived: boolean;
}

export interface View {
  id: string;
  version: number;
  record: string;
  name: string;
  shared: boolean;
  owner: Link;
  state: ViewState;
  can: { update: boolean };
}

export interface SavedViews {
  items: View[];
  default: string | null;
  /** What this person has made of each view's layout; under '' that of the list without a view. */
  layouts: Record<string, Layout>;
}

/** In an address: the list as it is declared, even for somebody who has chosen another view to begin with. */
export const all_records = 'all';

export const views_query = (record: string) =>
  queryOptions({
    queryKey: [record, 'views'],
    queryFn: ({ signal }) => request<SavedViews>('/views', { query: { record }, signal }),
    staleTime: 60_000,
  });

/** The whole of a view as an address. The order is always named: an address with nothing but a view stands for the view as it is saved. */
export function search_of_view(record: RecordSchema, views: SavedViews, view: View | null): ListSearch {
  const state = view?.state;
  const kept = views.layouts[view?.id ?? ''];
  const layout = settle_layout(record, [...(kept ? [kept] : []), ...(state ? [state] : [])]);
  return {
    view: view?.id ?? all_records,
    filter: state?.filter ?? undefined,
    sort: state?.sort ?? record.sort ?? undefined,
    q: state?.q ?? undefined,
    archived: state?.archived || undefined,
    columns: columns_text(layout.columns),
    density: layout.density === 'compact' ? 'compact' : undefined,
    mode: layout.mode === 'cards' ? 'cards' : undefined,
  };
}

export function state_of(search: ListSearch, layout: Layout): ViewState {
  return {
    filter: search.filter ?? null,
    sort: search.sort ?? null,
    q: search.q ?? null,
    archived: search.archived ?? false,
    mode: layout.mode,
    density: layout.density,
    columns: layout.columns,
  };
}

/** Whether the rows are still those of the view: which columns they show is everybody's own. */
export function shows_view(record: RecordSchema, view: View, search: ListSearch): boolean {
  const { filter, sort, q, archived } = view.state;
  return (
    (filter ?? '') === (search.filter ?? '') &&
    (sort ?? record.sort ?? '') === (search.sort ?? record.sort ?? '') &&
    (q ?? '') === (search.q ?? '') &&
    archived === (search.archived ?? false)
  );
}

const refresh = (record: string) => query_client.invalidateQueries({ queryKey: views_query(record).queryKey });

export async function save_view(record: string, name: string, shared: boolean, state: ViewState): Promise<View> {
  const body = { record, name, shared, state };
  const made = await request<View>('/views', { method: 'POST', body, idempotency_key: new_key() });
  await refresh(record);
  return made;
}

export async function change_view(view: View, body: { name?: string; shared?: boolean; state?: ViewState }): Promise<void> {
  try {
    await request(`/views/${view.id}`, { method: 'PATCH', body, version: view.version });
  } finally {
    await refresh(view.record);
  }
}

export async function remove_view(view: View): Promise<void> {
  await request(`/views/${view.id}`, { method: 'DELETE' });
  await refresh(view.record);
}

export async function set_default_view(record: string, view: View | null): Promise<void> {
  await request('/views/settings', { method: 'POST', body: { record, view: view?.id ?? null, default: view !== null } });
  await refresh(record);
}

const timers = new Map<string, ReturnType<typeof setTimeout>>();
const pause_ms = 500;

/** At once for this page, a moment later for the server: a column is dragged over many widths before one is meant. */
export function keep_layout(record: string, view: string | null, layout: Layout): void {
  query_client.setQueryData(views_query(record).queryKey, (before) =>
    before ? { ...before, layouts: { ...before.layouts, [view ?? '']: layout } } : before,
  );
  const key = `${record}/${view ?? ''}`;
  clearTimeout(timers.get(key));
  const send = () => request('/views/settings', { method: 'POST', body: { record, view, layout } }).catch(() => {});
  timers.set(key, setTimeout(send, pause_ms));
}
