import { expect, test } from 'vitest';
import type { FieldSchema, RecordSchema } from '@/api/types';
import { telling_values } from './duplicates';

const field = (name: string, alike: boolean) => ({ name, alike, kind: 'text', readonly: false, fixed: false }) as FieldSchema;
const record = {
  name: 'customers',
  moves: [],
  state: null,
  fields: [field('name', true), field('phone', true), field('note', false)],
} as unknown as RecordSchema;
const draft = (values: Record<string, string | null>) => ({ values, lines: {} });

test('of a new record all that tells is asked about, of one that is there only what was changed', () => {
  const initial = draft({ name: '東華', phone: '123', note: 'x' });
  const typed = draft({ name: '東華', phone: ' 456 ', note: 'y' });
  expect(telling_values(record, 'create', draft({}), typed)).toEqual({ name: '東華', phone: '456' });
  expect(telling_values(record, 'edit', initial, typed)).toEqual({ phone: '456' });
  expect(telling_values(record, 'edit', initial, draft({ name: ' ', phone: null }))).toEqual({});
});
