import dayjs from 'dayjs';
import { describe, expect, it } from 'vitest';
import { days_of, period_of, periods } from './periods';

describe('named stretches of time', () => {
  const today = dayjs('2026-05-17');
  it.each([
    ['this_month', '2026-05-01', '2026-05-31'],
    ['this_quarter', '2026-04-01', '2026-06-30'],
    ['this_year', '2026-01-01', '2026-12-31'],
    ['last_year', '2025-01-01', '2025-12-31'],
    ['last_12_months', '2025-06-01', '2026-05-31'],
  ] as const)('%s is %s to %s', (period, from, to) => {
    expect(days_of(period, today)).toEqual({ from, to });
  });
  it('are known again by their days', () => {
    for (const period of periods) expect(period_of(days_of(period, today), today)).toBe(period);
    expect(period_of({ from: '2026-05-02' }, today)).toBeNull();
  });
});
