import { useQueries, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '@/api/client';
import { useSchema, useSession } from '@/api/queries';
import type { Found, Link, Page } from '@/api/types';
import { records_of_chapters } from '@/app/shell/chapters';
import { found_sections, page_section, type Section } from './entries';
import { recent_pages } from './recent';

export interface Sections {
  sections: Section[];
  is_waiting: boolean;
  error: unknown;
  /** A part of what there is cannot be found yet. */
  indexing: boolean;
}

/** What the palette offers: for nothing typed the pages one was on last; else pages and actions at once, and what `asked` finds. */
export function useSections(typed: string, asked: string): Sections {
  const { t } = useTranslation();
  const schema = useSchema();
  const lists = useMemo(() => records_of_chapters(schema).flatMap((chapter) => chapter.records), [schema]);
  const recent = useRecent(typed === '');
  const found = useQuery({
    queryKey: ['search', asked],
    queryFn: ({ signal }) => request<Found>('/search', { query: { q: asked }, signal }),
    enabled: asked !== '',
    placeholderData: (before) => before,
    staleTime: 0,
    gcTime: 60_000,
  });
  if (typed === '') return { sections: recent ? [recent] : [], is_waiting: false, error: null, indexing: false };
  const pages = page_section(schema, lists, typed, t);
  const hits = asked === '' ? [] : found_sections(found.data, lists, asked, t);
  return {
    sections: [...(pages ? [pages] : []), ...hits],
    is_waiting: asked !== typed || found.isFetching,
    error: found.error,
    indexing: found.data?.indexing ?? false,
  };
}

/** Whatever may no longer be seen has no title any more, and is left out. */
function useRecent(enabled: boolean): Section | null {
  const { t } = useTranslation();
  const account = useSession()?.account.id ?? '';
  const pages = useMemo(() => recent_pages(account), [account]);
  const schema = useSchema();
  const records = schema.records.filter((record) => pages.some((page) => page.record === record.name));
  const titles = useQueries({
    queries: records.map(({ name }) => {
      const ids = pages.filter((page) => page.record === name).map((page) => page.id);
      return {
        queryKey: ['recent', name, ids],
        queryFn: () => request<Page<Link>>(`/${name}/choices`, { query: { ids: ids.join(','), limit: ids.length } }),
        enabled,
      };
    }),
  });
  const entries = pages.flatMap((page) => {
    const at = records.findIndex((record) => record.name === page.record);
    const link = titles[at]?.data?.items.find((item) => item.id === page.id);
    if (!link) return [];
    return [
      { key: `${page.record} ${page.id}`, label: link.title, detail: records[at]?.label, target: { to: '/$record/$id' as const, ...page } },
    ];
  });
  return entries.length > 0 ? { key: 'recent', label: t('palette.recent'), entries } : null;
}
