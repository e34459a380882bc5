import { queryOptions } from '@tanstack/react-query';
import { request } from '@/api/client';
import type { FieldSchema, Merge, RecordData, RecordSchema, Value } from '@/api/types';
import { same } from '../form/draft';
import { value_of } from './title';

export const is_mergeable = (record: RecordSchema): boolean => record.parent === null && record.fields.some((field) => field.alike);

export const merges_query = (record: string, id: string) =>
  queryOptions({
    queryKey: [record, 'merges', id],
    queryFn: () => request<{ items: Merge[] }>(`/${record}/${id}/merges`),
  });

export interface Difference {
  field: FieldSchema;
  here: Value | undefined;
  there: Value | undefined;
}

/** What the two say differently, of what may be chosen. */
export function differing(record: RecordSchema, here: RecordData, there: RecordData): Difference[] {
  return record.fields
    .filter((field) => !field.readonly && !field.fixed && field.name !== record.state)
    .map((field) => ({ field, here: value_of(here, field.name), there: value_of(there, field.name) }))
    .filter((one) => !same(one.field, one.here, one.there));
}

const is_nothing = (value: Value | undefined) => value === null || value === undefined || value === '';

/** Nothing gives way to something; what both say stays as it is here. */
export function suggested(differences: Difference[]): string[] {
  return differences.filter((one) => is_nothing(one.here) && !is_nothing(one.there)).map((one) => one.field.name);
}
