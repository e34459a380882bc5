import dayjs from 'dayjs';

/** The stretches of time that people ask for by name. The present ones end today, so that last year is compared up to the same day. */
export const periods = [
  'this_month',
  'last_month',
  'this_quarter',
  'last_quarter',
  'this_year',
  'last_year',
  'last_12_months',
  'all',
] as const;
export type Period = (typeof periods)[number];

export interface Days {
  from?: string;
  to?: string;
}

const day = (value: dayjs.Dayjs) => value.format('YYYY-MM-DD');

function quarter_start(today: dayjs.Dayjs): dayjs.Dayjs {
  return today.startOf('year').add(Math.floor(today.month() / 3) * 3, 'month');
}

/** The whole months from the first day on. */
const months = (first: dayjs.Dayjs, count: number): Days => ({ from: day(first), to: day(first.add(count - 1, 'month').endOf('month')) });

export function days_of(period: Period, today: dayjs.Dayjs): Days {
  switch (period) {
    case 'this_month':
      return { from: day(today.startOf('month')), to: day(today) };
    case 'last_month':
      return months(today.startOf('month').subtract(1, 'month'), 1);
    case 'this_quarter':
      return { from: day(quarter_start(today)), to: day(today) };
    case 'last_quarter':
      return months(quarter_start(today).subtract(3, 'month'), 3);
    case 'this_year':
      return { from: day(today.startOf('year')), to: day(today) };
    case 'last_year':
      return months(today.startOf('year').subtract(1, 'year'), 12);
    case 'last_12_months':
      return { from: day(today.startOf('month').subtract(11, 'month')), to: day(today) };
    case 'all':
      return {};
  }
}

const lengths: Record<string, 'month' | 'year'> = { month: 'month', year: 'year' };

/** Whether the last month, quarter or year that is asked for ends before it is over: what is compared with it is whole. */
export function is_cut(dimension: string | undefined, to: string | null): boolean {
  if (to === null || dimension === undefined) return false;
  const last = dayjs(to);
  if (dimension === 'quarter') return day(quarter_start(last).add(2, 'month').endOf('month')) !== to;
  const length = lengths[dimension];
  return length !== undefined && day(last.endOf(length)) !== to;
}
