import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { request } from '@/api/client';
import { group_digits } from '@/kernel/fields/decimal';
import { EmptyState } from '@/kernel/list/empty_state';
import type { Figure, Offer, Question } from './report';

type RuleName = 'silent' | 'falling' | 'concentrated' | 'cheaper' | 'losing' | 'seasonal';

interface Column {
  name: string;
  scale: number;
  day: boolean;
}

interface Rule {
  name: RuleName;
  dimension: string;
  bounds: Record<string, number>;
  columns: Column[];
  filter: string;
  items: { key: string; title: string | null; filter: string; figures: Figure[] }[];
  left_out: number;
}

interface Signals {
  record: string;
  from: string;
  to: string;
  previous_from: string;
  previous_to: string;
  rules: Rule[];
}

export function question_of_signals({ from, to, filter }: Question): Question {
  return { from, to, filter, limit: '10' };
}

/** 4.4.2: what stands out, rule by rule; each says its bounds, and each item opens its lines. */
export function SignalsView({ question, offer, counted }: { question: Question; offer: Offer; counted: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const signals = useQuery({
    queryKey: ['analysis', 'signals', question],
    queryFn: ({ signal }) => request<Signals>('/analysis/signals', { query: { ...question }, signal }),
    placeholderData: keepPreviousData,
  });
  const again = () => void navigate({ to: '/analysis', search: { kind: 'signals' } });
  if (signals.isError) return <EmptyState kind="problem" error={signals.error} on_clear={again} />;
  if (!signals.data) return <div className="list-waiting" role="status" aria-label={t('app.loading')} />;
  const { rules, from, to, previous_from, previous_to, record } = signals.data;
  return (
    <section className="report" aria-label={t('analysis.kind_signals')} data-stale={signals.isPlaceholderData || undefined}>
      <div>
        <h2>{t('analysis.kind_signals')}</h2>
        <p className="quiet counted">{t('analysis.signals.stretch', { from, to, previous_from, previous_to })}</p>
        <p className="quiet counted">{counted}</p>
      </div>
      {rules.map((rule) => (
        <RuleView key={rule.name} rule={rule} record={record} offer={offer} />
      ))}
    </section>
  );
}

function RuleView({ rule, record, offer }: { rule: Rule; record: string; offer: Offer }) {
  const { t } = useTranslation();
  const name = t(`analysis.signals.${rule.name}`);
  return (
    <section className="signal" aria-label={name}>
      <h3>
        {name} <span className="number quiet">{rule.items.length + rule.left_out}</span>
      </h3>
      <p className="quiet">{t(`analysis.signals.rule_${rule.name}`, rule.bounds)}</p>
      {rule.items.length > 0 && (
        <div className="report-scroll" tabIndex={0} role="group" aria-label={t('analysis.table', { name })}>
          <RuleTable rule={rule} record={record} offer={offer} />
        </div>
      )}
      {rule.left_out > 0 && <p className="quiet">{t('analysis.not_shown', { count: rule.left_out })}</p>}
    </section>
  );
}

function RuleTable({ rule, record, offer }: { rule: Rule; record: string; offer: Offer }) {
  const { t, i18n } = useTranslation();
  const column_label = (name: string) => offer.measures.find((one) => one.name === name)?.label ?? t(`analysis.column_${name}`);
  const title_of = (item: Rule['items'][number]) =>
    item.title ?? (rule.dimension === 'month' ? month_name(Number(item.key), i18n.language) : t('analysis.no_value'));
  const filter_of = (item: Rule['items'][number]) => `(${rule.filter}) and ${item.filter}`;
  return (
    <table className="report-table">
      <thead>
        <tr>
          <th scope="col">{offer.dimensions.find((one) => one.name === rule.dimension)?.label}</th>
          {rule.columns.map((column) => (
            <th key={column.name} scope="col" className={column.day ? undefined : 'number'}>
              {column_label(column.name)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rule.items.map((item) => (
          <tr key={item.key}>
            <th scope="row">
              <Link className="figure-link" to="/$record" params={{ record }} search={{ filter: filter_of(item), view: 'all' }}>
                {title_of(item)}
              </Link>
            </th>
            {rule.columns.map((column, index) => (
              <td key={column.name} className={column.day ? undefined : 'number'}>
                {figure_text(item.figures[index] ?? 0, column)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function figure_text(figure: Figure, column: Column): string {
  return column.day ? String(figure) : `${group_digits(String(figure))}${column.scale === 1 ? '%' : ''}`;
}

function month_name(month: number, language: string): string {
  return new Intl.DateTimeFormat(language, { month: 'long', timeZone: 'UTC' }).format(Date.UTC(2026, month - 1, 1));
}
