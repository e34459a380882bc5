/** Stretches of days counted from today, in the words that the filter language has for their ends; the server knows what day it is. */
export const relative_ranges = {
  today: ['today', 'today'],
  last_7_days: ['today-6', 'today'],
  last_30_days: ['today-29', 'today'],
  this_week: ['week', 'week'],
  this_month: ['month', 'month'],
  last_month: ['month-1', 'month-1'],
  this_quarter: ['quarter', 'quarter'],
  last_quarter: ['quarter-1', 'quarter-1'],
  this_year: ['year', 'year'],
  last_year: ['year-1', 'year-1'],
} as const;

export type RelativeName = keyof typeof relative_ranges;

const names = Object.keys(relative_ranges) as RelativeName[];

/** The name of the stretch between two ends, when it has one. */
export function relative_name([from, to]: readonly string[]): RelativeName | undefined {
  return names.find((name) => relative_ranges[name][0] === from && relative_ranges[name][1] === to);
}

export function is_relative(value: string): boolean {
  return /^(today|week|month|quarter|year)([+-]\d{1,4})?$/.test(value);
}
