import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo } from 'react';
import type { RecordSchema } from '@/api/types';
import type { ListSearch } from '@/app/router';
import { columns_from, columns_text, is_declared, type Layout, no_layout, type SettledLayout, settle_layout } from './layout';
import { all_records, keep_layout, type SavedViews, search_of_view, type View, views_query } from './views';

export interface ListState {
  search: ListSearch;
  layout: SettledLayout;
  views: SavedViews | undefined;
  view: View | null;
  /** The view that the address asks for is still to be put into it. */
  is_opening: boolean;
  change: (part: Partial<ListSearch>) => void;
  change_layout: (part: Partial<Layout>) => void;
  open_view: (view: View | null) => void;
}

/** Of the layout what would not be so without being said. */
function layout_search(record: RecordSchema, layout: SettledLayout, view: View | null): Partial<ListSearch> {
  const { columns, density, mode } = settle_layout(record, [view?.state ?? no_layout]);
  const is_plain = columns_text(layout.columns) === columns_text(columns) && is_declared(record, columns);
  return {
    columns: is_plain ? undefined : columns_text(layout.columns),
    density: layout.density === density && density === 'comfortable' ? undefined : layout.density,
    mode: layout.mode === mode && mode === 'table' ? undefined : layout.mode,
  };
}

/** The view to begin with: the one named alone in the address, or the person's own when it names nothing at all. */
function view_to_open(search: ListSearch, views: SavedViews | undefined): string | null {
  const said = Object.entries(search).filter(([, value]) => value !== undefined);
  if (said.length === 0) return views?.default ?? null;
  return said.length === 1 && search.view !== undefined && search.view !== all_records ? search.view : null;
}

/** What the list shows. All of it stands in the address, so that an address sent on shows the same. */
export function useListState(record: RecordSchema): ListState {
  const navigate = useNavigate();
  const search = useSearch({ from: '/shell/$record' });
  const { data: views, isPending } = useQuery(views_query(record.name));
  const view = views?.items.find(({ id }) => id === search.view) ?? null;
  const go = useCallback(
    (next: (before: ListSearch) => ListSearch, replace: boolean) =>
      void navigate({ to: '/$record', params: { record: record.name }, search: next, replace }),
    [navigate, record.name],
  );

  const wanted = view_to_open(search, views);
  const opening = views?.items.find(({ id }) => id === wanted) ?? null;
  const may_open = isPending && Object.keys(search).every((name) => name === 'view' || search[name as keyof ListSearch] === undefined);
  useEffect(() => {
    if (views && opening) go(() => search_of_view(record, views, opening), true);
  }, [views, opening, record, go]);

  const layout = useMemo(() => {
    const said: Layout = { mode: search.mode ?? null, density: search.density ?? null, columns: columns_from(search.columns) };
    return settle_layout(record, [said, views?.layouts[view?.id ?? ''] ?? no_layout, view?.state ?? no_layout]);
  }, [record, search.mode, search.density, search.columns, views, view]);

  // What the person keeps of this list shows in the address too, or a colleague would see another list there.
  const kept = layout_search(record, layout, view);
  const is_silent = !opening && views !== undefined && kept.columns !== undefined && search.columns === undefined;
  useEffect(() => {
    if (is_silent) go((before) => ({ ...before, ...layout_search(record, layout, view) }), true);
  }, [is_silent, go, record, layout, view]);

  return {
    search,
    layout,
    views,
    view,
    is_opening: may_open || opening !== null,
    change: useCallback((part) => go((before) => ({ ...before, ...part }), 'q' in part), [go]),
    change_layout: (part) => {
      const next = settle_layout(record, [{ ...layout, ...part }, view?.state ?? no_layout]);
      keep_layout(record.name, view?.id ?? null, { ...layout, ...part });
      go((before) => ({ ...before, ...layout_search(record, next, view) }), true);
    },
    open_view: (next) => views && go(() => search_of_view(record, views, next), false),
  };
}
