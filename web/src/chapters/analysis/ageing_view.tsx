import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { request } from '@/api/client';
import { useRecordSchema } from '@/api/queries';
import type { AnalysisSearch } from '@/app/router';
import { EmptyState } from '@/kernel/list/empty_state';
import type { Offer, Question, Report } from './report';
import { ReportView } from './report_view';

/** Whether somebody may see what is owed: a field above their clearance is not in their schema. */
export function useMayAge(): boolean {
  return useRecordSchema('orders')?.fields.some((field) => field.name === 'owed') ?? false;
}

interface AgeingProps {
  offer: Offer;
  asked: AnalysisSearch;
  question: Question;
  on_change: (change: Partial<AnalysisSearch>) => void;
}

/** 4.3: what is owed today by how long it has been due; each figure opens its orders. */
export function AgeingView({ offer, asked, question, on_change }: AgeingProps) {
  const { t } = useTranslation();
  const owed = useQuery({
    queryKey: ['analysis', 'ageing', question],
    queryFn: ({ signal }) => request<Report>('/analysis/ageing', { query: { ...question }, signal }),
    placeholderData: keepPreviousData,
  });
  const report = owed.data;
  if (owed.isError) return <EmptyState kind="problem" error={owed.error} />;
  if (!report) return <div className="list-waiting" role="status" aria-label={t('app.loading')} />;
  if (report.rows?.items.length === 0) return <EmptyState kind="nothing_owed" />;
  const measures = [{ name: 'owed', label: t('analysis.owed'), scale: 2 }];
  const dimensions = [...offer.dimensions, { name: 'age', label: t('analysis.age'), time: false, record: null }];
  return (
    <ReportView
      offer={{ ...offer, measures, dimensions }}
      report={report}
      asked={asked}
      counted={t('analysis.rule_ageing', { day: report.owed_on })}
      is_stale={owed.isPlaceholderData}
      has_order={false}
      on_change={on_change}
    />
  );
}
