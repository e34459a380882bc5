import type dayjs from 'dayjs';

/** The stretches of time that people ask for by name. */
export const periods = ['this_month', 'this_quarter', 'this_year', 'last_year', 'last_12_months', 'all'] as const;
export type Period = (typeof periods)[number];

export interface Days {
  from?: string;
  to?: string;
}

const day = (value: dayjs.Dayjs) => value.format('YYYY-MM-DD');

export function days_of(period: Period, today: dayjs.Dayjs): Days {
  const year = today.year();
  const quarter = Math.floor(today.month() / 3) * 3;
  switch (period) {
    case 'this_month':
      return { from: day(today.startOf('month')), to: day(today.endOf('month')) };
    case 'this_quarter': {
      const first = today.startOf('year').add(quarter, 'month');
      return { from: day(first), to: day(first.add(2, 'month').endOf('month')) };
    }
    case 'this_year':
      return { from: `${year}-01-01`, to: `${year}-12-31` };
    case 'last_year':
      return { from: `${year - 1}-01-01`, to: `${year - 1}-12-31` };
    case 'last_12_months':
      return { from: day(today.startOf('month').subtract(11, 'month')), to: day(today.endOf('month')) };
    case 'all':
      return {};
  }
}

export function period_of(days: Days, today: dayjs.Dayjs): Period | null {
  return (
    periods.find((period) => {
      const of_period = days_of(period, today);
      return of_period.from === days.from && of_period.to === days.to;
    }) ?? null
  );
}
