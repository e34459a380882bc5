import { describe, expect, it } from 'vitest';
import type { FieldSchema, RecordSchema, Schema } from '@/api/types';
import { differences, merge } from './compare';
import { body_for_update, type Draft } from './draft';

const field = (name: string, kind: FieldSchema['kind'] = 'text') =>
  ({ name, label: name, kind, readonly: false, fixed: false }) as FieldSchema;
const record = {
  name: 'orders',
  state: null,
  moves: [] as RecordSchema['moves'],
  fields: [field('number'), field('note'), field('price', 'money')],
  lines: [{ name: 'lines', record: 'order_lines' }],
} as RecordSchema;
const line_record = { name: 'order_lines', label_many: 'Lines', parent: 'order', fields: [field('quantity', 'decimal')] } as RecordSchema;
const schema = { records: [record, line_record] } as Schema;
const draft = (number: string, note: string, price: string, quantity: string): Draft => ({
  values: { number, note, price },
  lines: { lines: [{ key: '1', id: '1', values: { quantity } }] },
});

describe('two people who change one record', () => {
  const base = draft('A', 'old', '1.00', '1');

  it('are asked only where both changed the same field', () => {
    const found = differences(record, schema, base, draft('B', 'mine', '1.00', '2'), draft('A', 'theirs', '1.00', '1'));
    expect(found.map(({ name, suggested, is_conflict }) => [name, suggested, is_conflict])).toEqual([
      ['number', 'mine', false],
      ['note', null, true],
      ['lines', 'mine', false],
    ]);
  });

  it('lose nothing of what the other did', () => {
    const mine = draft('B', 'mine', '1.00', '1');
    const theirs = draft('A', 'theirs', '9.00', '5');
    const found = differences(record, schema, base, mine, theirs);
    const merged = merge(found, { number: 'mine', note: 'theirs', price: 'theirs', lines: 'theirs' }, mine, theirs);
    expect(body_for_update(record, schema, theirs, merged)).toEqual({ number: 'B' });
  });

  it('do not differ by how a number is written', () => {
    expect(differences(record, schema, base, draft('A', 'old', '1.0', '1.000'), base)).toEqual([]);
  });

  it('send a line that the other removed as a new one', () => {
    const mine = draft('A', 'old', '1.00', '7');
    const theirs: Draft = { values: base.values, lines: { lines: [] } };
    const found = differences(record, schema, base, mine, theirs);
    const merged = merge(found, { lines: 'mine' }, mine, theirs);
    expect(body_for_update(record, schema, theirs, merged)).toEqual({ lines: [{ quantity: '7' }] });
  });
});
