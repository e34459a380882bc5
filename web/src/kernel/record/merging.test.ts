import { expect, test } from 'vitest';
import type { FieldSchema, RecordData, RecordSchema } from '@/api/types';
import { differing, suggested } from './merging';

const field = (name: string, more = {}) => ({ name, kind: 'text', readonly: false, fixed: false, ...more }) as FieldSchema;
const record = {
  state: 'state',
  fields: [
    field('name'),
    field('phone'),
    field('segment'),
    field('state'),
    field('made', { readonly: true }),
    field('number', { fixed: true }),
  ],
} as unknown as RecordSchema;
const data = (values: object) => ({ id: '1', version: 1, archived: false, ...values }) as RecordData;

test('only what may be chosen and differs is offered; nothing gives way to something', () => {
  const found = differing(
    record,
    data({ name: '東華', phone: null, segment: '零售', state: 'a', made: 1, number: '1' }),
    data({ name: '东华', phone: '123', segment: '零售', state: 'b', made: 2, number: '2' }),
  );
  expect(found.map((one) => one.field.name)).toEqual(['name', 'phone']);
  expect(suggested(found)).toEqual(['phone']);
});
