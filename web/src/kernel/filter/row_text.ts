import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { request } from '@/api/client';
import { useSchema } from '@/api/queries';
import type { FieldSchema, Link, Page, RecordSchema, Value } from '@/api/types';
import { resolve_path } from '../fields/paths';
import { text_of } from '../fields/registry';
import '../fields/views';
import type { Row } from './builder';
import { is_relative, relative_name } from './relative';

export const me = 'me';

/** The titles of the ids that a filter names. */
export function useLinkTitles(target: string | null, ids: string[]): Link[] {
  const { t } = useTranslation();
  const asked = ids.filter((id) => /^\d+$/.test(id));
  const { data } = useQuery({
    queryKey: [target, 'titles', asked],
    queryFn: () => request<Page<Link>>(`/${target}/choices`, { query: { ids: asked.join(',') } }),
    enabled: target !== null && asked.length > 0,
    staleTime: 60_000,
  });
  const titles = new Map(data?.items.map((link) => [link.id, link.title]));
  return ids.map((id) => ({ id, title: id === me ? t('filter.me') : (titles.get(id) ?? id) }));
}

function value_of(field: FieldSchema, text: string): Value {
  if (field.kind === 'flag') return text === 'true';
  if (field.kind === 'choices') return [text];
  return text;
}

/** A condition as a person says it: 訂單日期：2026-01-01 至 2026-03-31. */
export function useRowText(record: RecordSchema, row: Row): string {
  const { t } = useTranslation();
  const schema = useSchema();
  const found = row.kind === 'condition' ? resolve_path(schema, record, row.path) : null;
  const field = found?.field;
  const is_link = field?.kind === 'link';
  const links = useLinkTitles(is_link ? field.target : null, is_link && row.kind === 'condition' ? row.values : []);
  if (row.kind === 'expert') return row.text;
  if (row.kind === 'group') return '';

  const words = { yes: t('app.yes'), no: t('app.no') };
  const label = found?.label ?? row.path;
  const shown = row.values.map((value, index) => {
    if (is_link) return links[index]?.title ?? value;
    if (is_relative(value)) return value;
    return field && value !== '' ? text_of(field, value_of(field, value), words) : value;
  });
  const [first = '', second = ''] = shown;
  const period = relative_name(row.values);
  switch (row.operator) {
    case 'range':
      if (period) return t('filter.chip.in', { label, values: t(`filter.relative.${period}`) });
      if (first === '') return t('filter.chip.at_most', { label, value: second });
      if (second === '') return t('filter.chip.at_least', { label, value: first });
      return t('filter.chip.range', { label, from: first, to: second });
    case 'empty':
    case 'not_empty':
      return t(`filter.chip.${row.operator}`, { label });
    case '=':
    case 'in':
      return t('filter.chip.in', { label, values: shown.join(t('filter.list_separator')) });
    case 'not_in':
      return t('filter.chip.not_in', { label, values: shown.join(t('filter.list_separator')) });
    case 'contains':
    case 'within':
    case 'not_contains':
    case 'not_within':
      return t(`filter.chip.${row.operator}`, { label, value: first });
    case '>=':
      return t('filter.chip.at_least', { label, value: first });
    case '<=':
      return t('filter.chip.at_most', { label, value: first });
    default:
      return `${label} ${row.operator === '!=' ? '≠' : row.operator} ${first}`;
  }
}
