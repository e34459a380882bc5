import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { request } from '@/api/client';
import { useRecordSchema } from '@/api/queries';
import type { AnalysisSearch } from '@/app/router';
import { EmptyState } from '@/kernel/list/empty_state';
import type { Offer, Question, Report } from './report';
import { ReportTable } from './report_table';
import { ReportFoot } from './report_view';

interface AgeingProps {
  offer: Offer;
  asked: AnalysisSearch;
  question: Question;
  on_change: (change: Partial<AnalysisSearch>) => void;
}

/** 4.3: what is owed today by how long it has been due; each figure opens its orders. */
export function AgeingView({ offer, asked, question, on_change }: AgeingProps) {
  const { t } = useTranslation();
  const orders = useRecordSchema('orders');
  const owed = useQuery({
    queryKey: ['analysis', 'ageing', question],
    queryFn: ({ signal }) => request<Report>('/analysis/ageing', { query: { ...question }, signal }),
    placeholderData: keepPreviousData,
  });
  const report = owed.data;
  if (owed.isError) return <EmptyState kind="problem" error={owed.error} />;
  if (!report) return <div className="list-waiting" role="status" aria-label={t('app.loading')} />;
  if (report.rows?.items.length === 0) return <EmptyState kind="no_data" record={orders} />;
  const name = t('analysis.kind_ageing');
  const label = (dimension: string) => offer.dimensions.find((one) => one.name === dimension)?.label ?? t('analysis.age');
  return (
    <section className="report" aria-label={name} data-stale={owed.isPlaceholderData || undefined}>
      <div>
        <h2>{name}</h2>
        <p className="quiet counted">{t('analysis.rule_ageing', { day: report.owed_on })}</p>
      </div>
      <section className="report-scroll" tabIndex={0} aria-label={t('analysis.table', { name })}>
        <ReportTable
          report={report}
          measures={[{ name: 'owed', label: t('analysis.owed'), scale: 2 }]}
          asked={{ ...asked, rows: question.rows, measures: 'owed', sort: undefined, compare: undefined }}
          dimension_label={label}
          is_heat={false}
        />
      </section>
      <ReportFoot report={report} asked={asked} on_change={on_change} />
    </section>
  );
}
