import { describe, expect, it } from 'vitest';
import { map_problems, without_line } from './problems';

const shown = (path: string) => ['customer', 'number', 'lines'].includes(path) || /^lines\[\d+\]\.\w+$/.test(path);

describe('problems of the server', () => {
  it('stand at the field they name', () => {
    const mapped = map_problems(
      [
        { field: 'customer', message: 'required' },
        { field: 'lines[2].quantity', message: 'too many' },
      ],
      shown,
    );
    expect(mapped.errors).toEqual({ customer: 'required', 'lines[2].quantity': 'too many' });
    expect(mapped.rest).toEqual([]);
  });

  it('stand at the nearest field there is', () => {
    expect(map_problems([{ field: 'customer.code', message: 'unknown' }], shown).errors).toEqual({ customer: 'unknown' });
    expect(map_problems([{ field: 'lines[1]', message: 'bad line' }], shown).errors).toEqual({ lines: 'bad line' });
  });

  it('are said above the form when it has no place for them', () => {
    expect(
      map_problems(
        [
          { field: 'secret', message: 'no' },
          { field: '', message: 'whole' },
        ],
        shown,
      ).rest,
    ).toEqual(['secret: no', 'whole']);
  });

  it('do not hide each other', () => {
    const twice = [
      { field: 'number', message: 'One.' },
      { field: 'number', message: 'Two.' },
    ];
    expect(map_problems(twice, shown).errors.number).toBe('One. Two.');
  });

  it('move up when a line before them is removed', () => {
    const errors = { 'lines[0].a': '0', 'lines[1].a': '1', 'lines[2].a': '2', number: 'n' };
    expect(without_line(errors, 'lines', 1)).toEqual({ 'lines[0].a': '0', 'lines[1].a': '2', number: 'n' });
  });
});
