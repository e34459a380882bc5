import '@/kernel/list/list.css';
import './analysis.css';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Segmented } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRecordSchema } from '@/api/queries';
import type { AnalysisSearch } from '@/app/router';
import { EmptyState } from '@/kernel/list/empty_state';
import { useIsNarrow } from '@/kernel/narrow';
import { AgeingView, useMayAge } from './ageing_view';
import { asked_of, question_of } from './asked';
import { ClassesView, kinds, question_of_kind } from './classes_view';
import { FilterBar } from './filter_bar';
import { listed } from './heading_text';
import { QuestionBar } from './question_bar';
import { type Offer, offer_query, report_query } from './report';
import { ReportMenu } from './report_menu';
import { ReportView } from './report_view';
import { question_of_signals, SignalsView } from './signals_view';
import { TakeAway } from './take_away';

const all_kinds = [...kinds, 'signals', 'ageing'] as const;

export function AnalysisPage() {
  const { t, i18n } = useTranslation();
  const orders = useRecordSchema('orders');
  const offer = useQuery({ ...offer_query(i18n.language), enabled: orders !== undefined });
  useEffect(() => {
    document.title = `${t('analysis.title')} · ${t('app.name')}`;
  }, [t]);
  if (!orders) return <EmptyState is_page kind="no_permission" />;
  if (offer.isError) return <EmptyState is_page kind="problem" error={offer.error} />;
  return <div className="analysis-page">{offer.data && <Analysis offer={offer.data} />}</div>;
}

interface PartProps {
  offer: Offer;
  asked: AnalysisSearch;
  on_change: (change: Partial<AnalysisSearch>) => void;
}

/** The whole state stands in the address: what is sent to a colleague shows the same, and back is back. */
function Analysis({ offer }: { offer: Offer }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const search = useSearch({ from: '/shell/analysis' });
  const can_profit = offer.measures.some((one) => one.name === 'profit');
  const asked = asked_of(search, can_profit);
  const { kind } = asked;
  const may_age = useMayAge();
  const change = (part: Partial<AnalysisSearch>) => void navigate({ to: '/analysis', search: { ...asked, ...part } });
  const question = question_of(asked);
  const parts: PartProps = { offer, asked, on_change: change };
  return (
    <>
      <header className="list-header">
        <div className="list-title">
          <h1>{t('analysis.title')}</h1>
          <span className="clause" title={t('app.clause', { clause: '4.4' })}>
            4.4
          </span>
        </div>
        <div className="list-actions">
          <ReportMenu offer={offer} asked={asked} />
          {kind !== 'signals' && (
            <TakeAway path={kind ? `/analysis/${kind}` : '/analysis'} question={kind ? question_of_kind(kind, question) : question} />
          )}
        </div>
      </header>
      <Segmented
        className="analysis-kinds"
        aria-label={t('analysis.kind')}
        value={kind ?? 'table'}
        onChange={(next) => change({ kind: all_kinds.find((one) => one === next), show: undefined })}
        options={[
          { value: 'table', label: t('analysis.kind_table') },
          ...all_kinds
            .filter((one) => one !== 'ageing' || may_age)
            .map((one) => ({ value: one as string, label: t(`analysis.kind_${one}`) })),
        ]}
      />
      <Asking {...parts} />
      <Answer {...parts} />
    </>
  );
}

/** On a phone the answer comes first: what is asked is one line there until it is to be changed. */
function Asking({ offer, asked, on_change }: PartProps) {
  const { t } = useTranslation();
  const is_narrow = useIsNarrow();
  const [is_open, set_open] = useState(false);
  const bar = (
    <QuestionBar offer={offer} asked={asked} on_change={on_change}>
      {asked.kind !== 'ageing' && (
        <FilterBar dimensions={offer.dimensions} filter={asked.filter} on_change={(filter) => on_change({ filter })} />
      )}
    </QuestionBar>
  );
  if (!is_narrow) return <div className="asking card">{bar}</div>;
  const labels = asked.kind === undefined || asked.kind === 'abc' ? labels_of(offer, asked) : [];
  const period = asked.period ? t(`analysis.period_${asked.period}`) : [asked.from, asked.to].filter(Boolean).join(' – ');
  const said =
    asked.kind === 'ageing' ? labels_of(offer, question_of_kind('ageing', asked)) : [...labels, period || t('analysis.period_all')];
  return (
    <div className="asking card">
      <button type="button" className="asking-summary" aria-expanded={is_open} onClick={() => set_open(!is_open)}>
        <span>{said.join(' · ')}</span>
        <span className="asking-change">{t(is_open ? 'analysis.fold' : 'analysis.adjust')}</span>
      </button>
      {is_open && bar}
    </div>
  );
}

function labels_of(offer: Offer, { measures, rows, columns }: AnalysisSearch): string[] {
  const names = [...(measures ?? '').split(','), rows, columns].filter(Boolean);
  const known = [...offer.measures, ...offer.dimensions];
  return names.flatMap((name) => known.find((one) => one.name === name)?.label ?? []);
}

function Answer({ offer, asked, on_change }: PartProps) {
  const { t, i18n } = useTranslation();
  const orders = useRecordSchema('orders');
  const choices = orders?.fields.find((field) => field.name === orders.state)?.choices ?? [];
  const states = offer.states.map((name) => choices.find((choice) => choice.value === name)?.label ?? name);
  const counted = t('analysis.counted', { states: listed(states, i18n.language) });
  const question = question_of(asked);
  if (asked.kind === 'signals') return <SignalsView question={question_of_signals(question)} offer={offer} counted={counted} />;
  if (asked.kind === 'ageing') {
    return <AgeingView offer={offer} asked={asked} question={question_of_kind(asked.kind, question)} on_change={on_change} />;
  }
  if (asked.kind) {
    return (
      <ClassesView key={asked.kind} kind={asked.kind} question={question_of_kind(asked.kind, question)} offer={offer} counted={counted} />
    );
  }
  return <TableAnswer offer={offer} asked={asked} on_change={on_change} counted={counted} />;
}

function TableAnswer({ counted, ...parts }: PartProps & { counted: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { asked } = parts;
  const report = useQuery(report_query(question_of(asked)));
  const again = () => void navigate({ to: '/analysis', search: {} });
  if (report.isError) return <EmptyState kind="problem" error={report.error} on_clear={again} />;
  if (report.isPending) return <div className="list-waiting" role="status" aria-label={t('app.loading')} />;
  if (report.data.rows?.items.length === 0) return <NothingSold asked={asked} on_change={parts.on_change} />;
  return <ReportView {...parts} report={report.data} counted={counted} is_stale={report.isPlaceholderData} />;
}

/** No figure at all: because of the conditions, of the time, or since nothing has been sold yet. */
function NothingSold({ asked, on_change }: Pick<PartProps, 'asked' | 'on_change'>) {
  const orders = useRecordSchema('orders');
  if (asked.filter) return <EmptyState kind="no_match" on_clear={() => on_change({ filter: undefined })} />;
  if (asked.period === 'all' || (!asked.period && !asked.from && !asked.to)) return <EmptyState kind="no_data" record={orders} />;
  return <EmptyState kind="no_sales" on_clear={() => on_change({ period: 'all', from: undefined, to: undefined })} />;
}
