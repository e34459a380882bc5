import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { request } from '@/api/client';
import { parse_decimal } from '@/kernel/fields/decimal';

/** GET /api/v1/analysis and what belongs to it (docs/http.md). */
export type Figure = string | number;

export interface Heading {
  key: string | null;
  title: string | null;
  /** Who answers for a region. */
  note: string | null;
  filter: string | null;
  others: boolean;
}

export interface Side {
  dimension: string;
  left_out: number;
  items: Heading[];
}

export interface Layer {
  from: string | null;
  to: string | null;
  total: Figure[];
  rows: Figure[][];
  columns: Figure[][];
  cells: Figure[][][];
}

export interface Report {
  measures: string[];
  /** Which lines each measure comes from; all where there is none. */
  measure_filters: (string | null)[];
  rows: Side | null;
  columns: Side | null;
  record: string;
  filter: string;
  /** The day of an ageing. */
  owed_on: string | null;
  states: string[];
  current: Layer;
  previous: Layer | null;
  last_year: Layer | null;
}

export interface DimensionInfo {
  name: string;
  label: string;
  time: boolean;
  record: string | null;
}

export interface MeasureInfo {
  name: string;
  label: string;
  scale: number;
}

export interface Offer {
  dimensions: DimensionInfo[];
  measures: MeasureInfo[];
  states: string[];
}

/** All that the page shows stands in its address. */
export interface Question {
  rows?: string;
  columns?: string;
  measures?: string;
  from?: string;
  to?: string;
  filter?: string;
  compare?: string;
  sort?: string;
  limit?: string;
}

export const offer_query = (locale: string) =>
  queryOptions({
    queryKey: ['analysis', 'dimensions', locale],
    queryFn: () => request<Offer>('/analysis/dimensions'),
    staleTime: 300_000,
  });

let asked = 0;

export const report_query = (question: Question) =>
  queryOptions({
    queryKey: ['analysis', 'report', question],
    queryFn: ({ signal }) => {
      // A question that nobody waits for any more is ended on the server too.
      const run = `page-${Date.now()}-${++asked}`;
      signal.addEventListener('abort', () => void request(`/analysis/${run}`, { method: 'DELETE' }).catch(() => undefined));
      return request<Report>('/analysis', { query: { ...question, run }, signal });
    },
    placeholderData: keepPreviousData,
  });

export function units_of(figure: Figure): bigint {
  return parse_decimal(String(figure))?.units ?? 0n;
}

/** A share in tenths of a percent, rounded; nothing of nothing. */
function tenths(part: bigint, whole: bigint): number | null {
  if (whole === 0n) return null;
  const scaled = (part * 2000n) / whole;
  return Number((scaled + (scaled < 0n ? -1n : 1n)) / 2n);
}

export function share_of(part: Figure, whole: Figure): number | null {
  return tenths(units_of(part), units_of(whole));
}

/** How much more (or less) than before; nothing when there was nothing. */
export function growth_of(now: Figure, before: Figure | undefined): number | null {
  if (before === undefined) return null;
  const was = units_of(before);
  return tenths(units_of(now) - was, was < 0n ? -was : was);
}

export function percent_text(value: number | null): string {
  if (value === null) return '–';
  const digits = (Math.abs(value) / 10).toFixed(1);
  return `${value < 0 ? '−' : ''}${digits}%`;
}

export function growth_text(value: number | null): string {
  return value !== null && value > 0 ? `+${percent_text(value)}` : percent_text(value);
}

/** The filter of the very lines behind a figure; nothing when the others are too many to name. */
export function ledger_of(report: Report, measure: string, row?: Heading, column?: Heading): string | null {
  if (row?.filter === null || column?.filter === null) return null;
  const of_measure = report.measure_filters[report.measures.indexOf(measure)];
  return [report.filter, row?.filter, column?.filter, of_measure].filter(Boolean).join(' and ');
}
