import { describe, expect, it } from 'vitest';
import { builder_from, text_from } from './builder';
import { FilterSyntaxError } from './model';
import { parse_filter } from './parse';
import { print_filter } from './print';

describe('a filter', () => {
  it.each([
    'state = confirmed',
    'state != draft',
    'state in (draft, confirmed)',
    'ordered_on in 2026-01-01..2026-12-31',
    'revenue in ..500.25',
    'revenue in 1000..',
    'revenue >= 1000',
    'name contains "東華"',
    'name contains "say \\"hi\\" \\\\ there"',
    'promised_on is empty',
    'promised_on is not empty',
    'region within 7012345678901234567',
    'owner = me',
    'product.category.parent within 7012',
    'not state = draft',
    'state = a and (ordered_on in 2026-01-01..2026-12-31 or revenue >= 1000) and customer.name contains "東華"',
    'state = a and b = 1 or c = 2',
    'not (a = 1 or b = 2)',
    'title = "and"',
    'a in ..5 and b = 1',
    'a = 1 and (b = 2 or c = 3 and (d = 4 or e = 5))',
    'not name contains x and (not state in (a, b) or b = 2)',
    'ordered_on in month-1..month-1',
    'ordered_on in today-29..today',
  ])('is read and written back: %s', (text) => {
    expect(print_filter(parse_filter(text))).toBe(text);
    expect(text_from(builder_from(text))).toBe(text);
  });

  it('takes words in any case and any spacing', () => {
    expect(print_filter(parse_filter('A = 1 AND  ( b IN (x,y) OR not c IS NOT EMPTY )'))).toBe(
      'A = 1 and (b in (x, y) or not c is not empty)',
    );
  });

  it('is nothing when the text is empty', () => {
    expect(parse_filter('  ')).toBeNull();
    expect(text_from(builder_from(''))).toBe('');
  });

  it.each([
    ['state =', 7],
    ['state confirmed', 6],
    ['(a = 1', 6],
    ['a = 1 and', 9],
    ['a = "open', 4],
    ['a is full', 5],
  ])('that cannot be read says where: %s', (text, position) => {
    expect(() => parse_filter(text)).toThrow(FilterSyntaxError);
    try {
      parse_filter(text);
    } catch (error) {
      expect((error as FilterSyntaxError).position).toBe(position);
    }
  });
});

describe('the builder', () => {
  it('shows conditions as rows, brackets as groups of rows, and keeps the rest as text', () => {
    const builder = builder_from('state = draft and (a = 1 or b = 2 and c = 3) and not (d = 4 or e = 5)');
    expect(builder.join).toBe('and');
    expect(builder.rows.map((row) => row.kind)).toEqual(['condition', 'group', 'expert']);
    const group = builder.rows[1];
    expect(group?.kind === 'group' && [group.join, ...group.rows.map((row) => row.kind)]).toEqual(['or', 'condition', 'group']);
  });

  it('takes a group of one for its one condition, and an empty one for nothing', () => {
    const one = { kind: 'condition' as const, path: 'a', operator: '=' as const, values: ['1'] };
    expect(text_from({ join: 'and', rows: [one, { kind: 'group', join: 'or', rows: [one] }] })).toBe('a = 1 and a = 1');
    expect(text_from({ join: 'and', rows: [one, { kind: 'group', join: 'or', rows: [] }] })).toBe('a = 1');
  });

  it.each(['not name contains x', 'not state in (a, b)', 'not region within 7'])('has an operator for %s', (text) => {
    const [row] = builder_from(text).rows;
    expect(row?.kind === 'condition' && row.operator).toMatch(/^not_/);
    expect(text_from(builder_from(text))).toBe(text);
  });

  it('keeps brackets around an or when conditions are added', () => {
    const builder = builder_from('a = 1 or b = 2');
    expect(builder.join).toBe('or');
    const wrapped = { join: 'and' as const, rows: [{ kind: 'expert' as const, text: text_from(builder) }, ...builder_from('c = 3').rows] };
    expect(text_from(wrapped)).toBe('(a = 1 or b = 2) and c = 3');
  });

  it('quotes what a person typed when it could be read as something else', () => {
    const row = (value: string) => ({
      join: 'and' as const,
      rows: [{ kind: 'condition' as const, path: 'name', operator: 'contains' as const, values: [value] }],
    });
    expect(text_from(row('123'))).toBe('name contains "123"');
    expect(text_from(row('or'))).toBe('name contains "or"');
    expect(text_from(row('a b'))).toBe('name contains "a b"');
  });
});
