import { describe, expect, it } from 'vitest';
import { asked_of, next_sort, order_of, question_of } from './asked';

describe('4.4: what an address asks', () => {
  it('is this year by month beside last year when it asks nothing, with profit for those who may see it', () => {
    expect(asked_of({}, true)).toMatchObject({
      rows: 'month',
      measures: 'revenue,profit',
      period: 'this_year',
      compare: 'previous,last_year',
    });
    expect(asked_of({ show: 'line' }, false)).toMatchObject({ measures: 'revenue', period: 'this_year', show: 'line' });
  });

  it('is no more than it says when it says something', () => {
    expect(asked_of({ rows: 'product' }, true)).toEqual({ rows: 'product', measures: 'revenue' });
  });

  it('names days to the server, and nothing that only the page knows', () => {
    const question = question_of({ rows: 'month', period: 'last_year', show: 'bar', kind: 'abc', report: '1' });
    expect(Object.keys(question).sort()).toEqual(['from', 'rows', 'to']);
    expect(question.from).toMatch(/-01-01$/);
    expect(question_of({ rows: 'month', from: '2026-01-01' })).toEqual({ rows: 'month', from: '2026-01-01' });
  });

  it('compares with a period before only where there is one', () => {
    expect(question_of({ rows: 'product', period: 'all', compare: 'previous,last_year' }).compare).toBe('last_year');
    expect(question_of({ rows: 'product', period: 'last_year', compare: 'previous' }).compare).toBe('previous');
    expect(question_of({ rows: 'month', compare: 'previous' }).compare).toBe('previous');
  });
});

describe('4.4: the order of a table', () => {
  it('is that of time, or the highest first', () => {
    expect(order_of({ rows: 'month', measures: 'revenue' })).toEqual({ by: 'key', descending: false });
    expect(order_of({ rows: 'product', measures: 'profit,revenue' })).toEqual({ by: 'profit', descending: true });
  });

  it('turns round with a second click', () => {
    expect(next_sort({ by: 'key', descending: false }, 'revenue')).toBe('-revenue');
    expect(next_sort({ by: 'revenue', descending: true }, 'revenue')).toBe('revenue');
    expect(next_sort({ by: 'revenue', descending: true }, 'key')).toBe('key');
    expect(next_sort({ by: 'key', descending: false }, 'key')).toBe('-key');
  });
});
