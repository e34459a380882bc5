import './analysis.css';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Segmented } from 'antd';
import dayjs from 'dayjs';
import { lazy, Suspense, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useRecordSchema } from '@/api/queries';
import type { AnalysisSearch } from '@/app/router';
import { EmptyState } from '@/kernel/list/empty_state';
import { ClassesView, kinds, question_of_kind } from './classes_view';
import { FilterBar } from './filter_bar';
import { days_of } from './periods';
import { QuestionBar } from './question_bar';
import { ledger_of, type MeasureInfo, type Offer, offer_query, type Question, type Report, report_query } from './report';
import { ReportActions } from './report_actions';
import { ReportTable } from './report_table';

// The drawing is more than the rest of the page: it comes when there is something to draw.
const Chart = lazy(async () => ({ default: (await import('./chart')).Chart }));

const shows = ['bar', 'line', 'heat', 'table'] as const;

/** What is asked when nothing is: revenue and profit of this year by month, beside last year. */
function question_of({ show: _, kind: __, ...search }: AnalysisSearch, can_profit: boolean): Question {
  if (Object.values(search).some(Boolean)) return { ...search, rows: search.rows ?? 'month', measures: search.measures ?? 'revenue' };
  return {
    rows: 'month',
    measures: can_profit ? 'revenue,profit' : 'revenue',
    compare: 'previous,last_year',
    ...days_of('this_year', dayjs()),
  };
}

export function AnalysisPage() {
  const { t, i18n } = useTranslation();
  const orders = useRecordSchema('orders');
  const offer = useQuery({ ...offer_query(i18n.language), enabled: orders !== undefined });
  useEffect(() => {
    document.title = `${t('analysis.title')} · ${t('app.name')}`;
  }, [t]);
  if (!orders) return <EmptyState is_page kind="no_permission" />;
  return (
    <div className="analysis-page">
      {offer.isError && <EmptyState is_page kind="problem" error={offer.error} />}
      {offer.data && <Analysis offer={offer.data} />}
    </div>
  );
}

function Analysis({ offer }: { offer: Offer }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const search = useSearch({ from: '/shell/analysis' });
  const orders = useRecordSchema('orders');
  const question = question_of(
    search,
    offer.measures.some((one) => one.name === 'profit'),
  );
  const kind = search.kind;
  const asked = kind ? question_of_kind(kind, question) : question;
  const change = (change: Partial<AnalysisSearch>) =>
    void navigate({ to: '/analysis', search: { ...question, show: search.show, kind, ...change } });
  const state_label = (name: string) =>
    orders?.fields.find((field) => field.name === orders.state)?.choices?.find((choice) => choice.value === name)?.label ?? name;
  return (
    <>
      <header className="list-header">
        <div className="list-title">
          <h1>{t('analysis.title')}</h1>
          <span className="clause" title={t('app.clause', { clause: '4.4' })}>
            4.4
          </span>
        </div>
        <ReportActions path={kind ? `/analysis/${kind}` : '/analysis'} question={asked} search={search} />
      </header>
      <Segmented
        className="analysis-kinds"
        aria-label={t('analysis.kind')}
        value={kind ?? 'table'}
        onChange={(next) => change({ kind: kinds.find((one) => one === next) })}
        options={[
          { value: 'table', label: t('analysis.kind_table') },
          ...kinds.map((one) => ({ value: one as string, label: t(`analysis.kind_${one}`) })),
        ]}
      />
      <QuestionBar offer={offer} question={question} kind={kind} on_change={change} />
      <FilterBar dimensions={offer.dimensions} filter={question.filter} on_change={(filter) => change({ filter })} />
      {kind ? <ClassesView key={kind} kind={kind} question={asked} offer={offer} /> : <TableView offer={offer} question={question} />}
      <p className="quiet counted">
        {t('analysis.counted', { states: offer.states.map(state_label).join('、') })} {t('analysis.counted_day')}
      </p>
    </>
  );
}

function TableView({ offer, question }: { offer: Offer; question: Question }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const report = useQuery(report_query(question));
  if (report.isError)
    return <EmptyState kind="problem" error={report.error} on_clear={() => void navigate({ to: '/analysis', search: {} })} />;
  if (report.isPending) return <div className="list-waiting" role="status" aria-label={t('app.loading')} />;
  return <ReportView offer={offer} report={report.data} is_stale={report.isPlaceholderData} />;
}

function ReportView({ offer, report, is_stale }: { offer: Offer; report: Report; is_stale: boolean }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const search = useSearch({ from: '/shell/analysis' });
  const by_name = new Map(offer.measures.map((one) => [one.name, one]));
  const measures = report.measures.map((name) => by_name.get(name)).filter((one): one is MeasureInfo => one !== undefined);
  const dimension_label = (name: string) => offer.dimensions.find((one) => one.name === name)?.label ?? name;
  const measure = measures[0];
  const is_two = report.columns !== null;
  const offered = shows.filter((one) => one !== 'heat' || is_two);
  const show = offered.find((one) => one === search.show) ?? (report.rows?.dimension === 'month' && is_two ? 'line' : 'bar');
  if (report.rows?.items.length === 0)
    return <EmptyState kind="no_match" on_clear={() => void navigate({ to: '/analysis', search: { rows: report.rows?.dimension } })} />;
  if (!measure || !report.rows) return null;

  const name = is_two
    ? t('analysis.table_of_two', {
        measure: measure.label,
        rows: dimension_label(report.rows.dimension),
        columns: dimension_label(report.columns?.dimension ?? ''),
      })
    : t('analysis.table_of', { measure: measure.label, rows: dimension_label(report.rows.dimension) });
  const open = (row: number, column: number | null) => {
    const filter = ledger_of(report, measure.name, report.rows?.items[row], column === null ? undefined : report.columns?.items[column]);
    if (filter !== null) void navigate({ to: '/$record', params: { record: report.record }, search: { filter, view: 'all' } });
  };
  return (
    <section className="report" aria-label={name} data-stale={is_stale || undefined}>
      <div className="report-head">
        <h2>{name}</h2>
        <Segmented
          aria-label={t('analysis.show')}
          value={show}
          onChange={(next) => void navigate({ to: '/analysis', search: { ...search, show: next }, replace: true })}
          options={offered.map((one) => ({ value: one, label: t(`analysis.show_${one}`) }))}
        />
      </div>
      {(show === 'bar' || show === 'line') && (
        <Suspense fallback={<div className="report-chart" role="status" aria-label={t('app.loading')} />}>
          <Chart report={report} measure={measure} kind={show} label={t('analysis.chart_of', { name })} on_open={open} />
        </Suspense>
      )}
      <div className="report-scroll" tabIndex={0} role="region" aria-label={name}>
        <ReportTable
          report={report}
          measures={is_two ? measures.slice(0, 1) : measures}
          dimension_label={dimension_label}
          is_heat={show === 'heat'}
        />
      </div>
      {(report.rows.left_out > 0 || (report.columns?.left_out ?? 0) > 0) && (
        <p className="quiet">{t('analysis.left_out', { count: report.rows.left_out + (report.columns?.left_out ?? 0) })}</p>
      )}
    </section>
  );
}
