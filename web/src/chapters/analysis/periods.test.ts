import dayjs from 'dayjs';
import { describe, expect, it } from 'vitest';
import { days_of, is_cut } from './periods';

describe('4.4: named stretches of time', () => {
  const today = dayjs('2026-05-17');
  it.each([
    ['this_month', '2026-05-01', '2026-05-17'],
    ['last_month', '2026-04-01', '2026-04-30'],
    ['this_quarter', '2026-04-01', '2026-05-17'],
    ['last_quarter', '2026-01-01', '2026-03-31'],
    ['this_year', '2026-01-01', '2026-05-17'],
    ['last_year', '2025-01-01', '2025-12-31'],
    ['last_12_months', '2025-06-01', '2026-05-17'],
  ] as const)('%s is %s to %s', (period, from, to) => {
    expect(days_of(period, today)).toEqual({ from, to });
  });

  it('reach over the turn of a year', () => {
    expect(days_of('last_month', dayjs('2026-01-31'))).toEqual({ from: '2025-12-01', to: '2025-12-31' });
    expect(days_of('last_quarter', dayjs('2026-02-01'))).toEqual({ from: '2025-10-01', to: '2025-12-31' });
  });

  it('say whether their last group is whole', () => {
    expect(is_cut('month', '2026-05-17')).toBe(true);
    expect(is_cut('month', '2026-02-28')).toBe(false);
    expect(is_cut('quarter', '2026-05-31')).toBe(true);
    expect(is_cut('quarter', '2026-06-30')).toBe(false);
    expect(is_cut('year', '2026-12-31')).toBe(false);
    expect(is_cut('product', '2026-05-17')).toBe(false);
    expect(is_cut('month', null)).toBe(false);
  });
});
