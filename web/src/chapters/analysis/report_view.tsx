import { useNavigate } from '@tanstack/react-router';
import { Segmented, Select } from 'antd';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import type { AnalysisSearch } from '@/app/router';
import { is_time } from './asked';
import { is_cut } from './periods';
import { ledger_of, type MeasureInfo, type Offer, type Report } from './report';
import { ReportTable } from './report_table';

// The drawing is more than the rest of the page: it comes when there is something to draw.
const Chart = lazy(async () => ({ default: (await import('./chart')).Chart }));

type Show = NonNullable<AnalysisSearch['show']>;

interface ReportViewProps {
  offer: Offer;
  report: Report;
  asked: AnalysisSearch;
  counted: string;
  is_stale: boolean;
  /** The rows can be put in another order. */
  has_order?: boolean;
  on_change: (change: Partial<AnalysisSearch>) => void;
}

/** A line between names would say that there is something between them; heat needs two sides. */
function shows_of(report: Report): Show[] {
  const lines: Show[] = is_time(report.rows?.dimension) ? ['line'] : [];
  return ['bar', ...lines, ...(report.columns ? ['heat' as const] : []), 'table'];
}

/** One answer: what it is, what counts in it, drawn, and as a table in which every figure opens what is behind it. */
export function ReportView({ offer, report, asked, counted, is_stale, has_order = true, on_change }: ReportViewProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const by_name = new Map(offer.measures.map((one) => [one.name, one]));
  const measures = report.measures.map((name) => by_name.get(name)).filter((one): one is MeasureInfo => one !== undefined);
  const dimension_label = (name: string) => offer.dimensions.find((one) => one.name === name)?.label ?? name;
  const measure = measures[0];
  if (!measure || !report.rows) return null;
  const is_two = report.columns !== null;
  const offered = shows_of(report);
  const show = offered.find((one) => one === asked.show) ?? (is_two && is_time(report.rows.dimension) ? 'line' : 'bar');
  const name = t(is_two ? 'analysis.table_of_two' : 'analysis.table_of', {
    measure: measure.label,
    rows: dimension_label(report.rows.dimension),
    columns: dimension_label(report.columns?.dimension ?? ''),
  });
  const open = (row: number, column: number | null) => {
    const filter = ledger_of(report, measure.name, report.rows?.items[row], column === null ? undefined : report.columns?.items[column]);
    if (filter !== null) void navigate({ to: '/$record', params: { record: report.record }, search: { filter, view: 'all' } });
  };
  return (
    <section className="report" aria-label={name} data-stale={is_stale || undefined}>
      <div className="report-head">
        <div>
          <h2>{name}</h2>
          <p className="quiet counted">{counted}</p>
        </div>
        <Segmented
          aria-label={t('analysis.show')}
          value={show}
          onChange={(next) => on_change({ show: next })}
          options={offered.map((one) => ({ value: one, label: t(`analysis.show_${one}`) }))}
        />
      </div>
      {(show === 'bar' || show === 'line') && (
        <Suspense fallback={<div className="report-chart waiting" role="status" aria-label={t('app.loading')} />}>
          <Chart report={report} measure={measure} kind={show} label={t('analysis.chart_of', { name })} on_open={open} />
        </Suspense>
      )}
      <section className="report-scroll" tabIndex={0} aria-label={t('analysis.table', { name })}>
        <ReportTable
          report={report}
          measures={is_two ? measures.slice(0, 1) : measures}
          asked={asked}
          dimension_label={dimension_label}
          is_heat={show === 'heat'}
          on_sort={has_order ? (sort) => on_change({ sort }) : undefined}
        />
      </section>
      <ReportFoot report={report} asked={asked} on_change={on_change} />
    </section>
  );
}

const limits = ['10', '20', '50', '200'];

/** What the table does not say by itself: how much of it is shown, and which of its figures are of a time that is not over. */
function ReportFoot({ report, asked, on_change }: Pick<ReportViewProps, 'report' | 'asked' | 'on_change'>) {
  const { t } = useTranslation();
  const limit = asked.limit ?? '50';
  const left_out = (report.rows?.left_out ?? 0) + (report.columns?.left_out ?? 0);
  const is_limited = (report.rows?.items.length ?? 0) >= Number(limits[0]);
  return (
    <footer className="report-foot">
      {is_limited && (
        <Select
          aria-label={t('analysis.limit')}
          value={limit}
          onChange={(next: string) => on_change({ limit: next })}
          options={[...new Set([...limits, limit])].map((one) => ({ value: one, label: t('analysis.first', { count: Number(one) }) }))}
        />
      )}
      {left_out > 0 && <span className="quiet">{t('analysis.left_out', { count: left_out })}</span>}
      {report.previous && is_cut(report.rows?.dimension, report.current.to) && (
        <span className="quiet">{t('analysis.cut', { day: report.current.to })}</span>
      )}
    </footer>
  );
}
