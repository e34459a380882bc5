import { describe, expect, it } from 'vitest';
import type { ImportJob } from '@/api/types';
import { carry_mapping, step_of } from './job';

const job = (headers: string[], mapping: Record<string, number> = {}) =>
  ({ columns: headers.map((header, index) => ({ header, index, sample: [] })), mapping }) as unknown as ImportJob;

describe('a mended file', () => {
  it('keeps its columns matched by their headers, in whatever order they come', () => {
    const before = job(['number', 'customer', 'amount'], { number: 0, 'customer.name': 1, 'customer.code': 1, 'lines.amount': 2 });
    expect(carry_mapping(before, job(['amount', 'number', 'customer']))).toEqual({
      number: 1,
      'customer.name': 2,
      'customer.code': 2,
      'lines.amount': 0,
    });
  });

  it('loses only the columns it no longer has', () => {
    expect(carry_mapping(job(['a', 'b'], { x: 0, y: 1 }), job(['b']))).toEqual({ y: 0 });
  });
});

describe('the step of an import', () => {
  it.each([
    ['uploaded', 'map'],
    ['checking', 'check'],
    ['checked', 'check'],
    ['running', 'done'],
    ['done', 'done'],
    ['failed', 'done'],
    ['cancelled', 'done'],
  ] as const)('when %s is %s', (state, step) => {
    expect(step_of({ state } as ImportJob)).toBe(step);
  });
});
