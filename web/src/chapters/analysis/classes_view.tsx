import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '@/api/client';
import type { Tone } from '@/api/types';
import { group_digits } from '@/kernel/fields/decimal';
import { StatusTag } from '@/kernel/fields/views';
import { EmptyState } from '@/kernel/list/empty_state';
import type { Figure, Offer, Question } from './report';

export const kinds = ['abc', 'rfm', 'flow'] as const;
export type Kind = (typeof kinds)[number];

interface Column {
  name: string;
  scale: number;
  day: boolean;
}

interface Classified {
  dimension: string;
  record: string;
  filter: string;
  previous_from: string | null;
  previous_to: string | null;
  columns: Column[];
  classes: { name: string; count: number; value: Figure }[];
  items: { key: string | null; title: string | null; filter: string | null; class: string; figures: Figure[] }[];
  left_out: number;
}

const tones: Record<string, Tone> = {
  a: 'success',
  b: 'info',
  c: 'neutral',
  new: 'success',
  kept: 'info',
  back: 'info',
  lost: 'danger',
  key_valued: 'success',
  key_developed: 'info',
  key_kept: 'warning',
  key_regained: 'danger',
};

/** What the question of a kind is: RFM and the flow are of customers, and of all their figures; what is owed is so today. */
export function question_of_kind(kind: Kind | 'ageing', question: Question): Question {
  if (kind === 'ageing') return { rows: question.rows === 'salesperson' ? 'salesperson' : 'customer', limit: question.limit };
  const { rows, measures, from, to, filter, limit } = question;
  return {
    rows: kind === 'abc' ? (['year', 'quarter', 'month'].includes(rows ?? '') ? 'product' : rows) : 'customer',
    measures: kind === 'abc' ? measures?.split(',')[0] : undefined,
    from,
    to,
    filter,
    limit: limit ?? '200',
  };
}

interface ClassesProps {
  kind: Kind;
  question: Question;
  offer: Offer;
  counted: string;
}

export function ClassesView({ kind, question, offer, counted }: ClassesProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [chosen, set_chosen] = useState<string | null>(null);
  const classified = useQuery({
    queryKey: ['analysis', kind, question],
    queryFn: ({ signal }) => request<Classified>(`/analysis/${kind}`, { query: { ...question }, signal }),
    placeholderData: keepPreviousData,
  });
  const data = classified.data;
  if (classified.isError)
    return <EmptyState kind="problem" error={classified.error} on_clear={() => void navigate({ to: '/analysis', search: { kind } })} />;
  if (!data) return <div className="list-waiting" role="status" aria-label={t('app.loading')} />;
  if (data.items.length === 0) return <EmptyState kind="no_match" on_clear={() => void navigate({ to: '/analysis', search: { kind } })} />;
  const name = t(`analysis.kind_${kind}`);
  return (
    <section className="report" aria-label={name} data-stale={classified.isPlaceholderData || undefined}>
      <div>
        <h2>{name}</h2>
        <p className="quiet counted">{t(`analysis.rule_${kind}`)}</p>
        <p className="quiet counted">{counted}</p>
      </div>
      <ClassCards kind={kind} data={data} chosen={chosen} on_choose={set_chosen} />
      <section className="report-scroll" tabIndex={0} aria-label={t('analysis.table', { name })}>
        <ClassTable kind={kind} data={data} chosen={chosen} offer={offer} />
      </section>
      {data.left_out > 0 && <p className="quiet">{t('analysis.not_shown', { count: data.left_out })}</p>}
    </section>
  );
}

interface CardsProps {
  kind: Kind;
  data: Classified;
  chosen: string | null;
  on_choose: (name: string | null) => void;
}

/** How many are in each class and what they come to; a click leaves only that class in the table. */
function ClassCards({ kind, data, chosen, on_choose }: CardsProps) {
  const { t } = useTranslation();
  return (
    <ul className="class-cards">
      {data.classes.map((one) => (
        <li key={one.name}>
          <button
            type="button"
            className="class-card"
            aria-pressed={chosen === one.name}
            disabled={one.count === 0}
            onClick={() => on_choose(chosen === one.name ? null : one.name)}
          >
            <StatusTag tone={tones[one.name] ?? 'neutral'}>{t(`analysis.class_${kind}_${one.name}`)}</StatusTag>
            <strong className="number">{group_digits(String(one.count))}</strong>
            <span className="quiet number">{group_digits(String(one.value))}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

function ClassTable({ kind, data, chosen, offer }: { kind: Kind; data: Classified; chosen: string | null; offer: Offer }) {
  const { t } = useTranslation();
  const column_label = (name: string) => offer.measures.find((one) => one.name === name)?.label ?? t(`analysis.column_${name}`);
  const align = (column: Column) => (column.day ? undefined : 'number');
  return (
    <table className="report-table">
      <thead>
        <tr>
          <th scope="col">{offer.dimensions.find((one) => one.name === data.dimension)?.label}</th>
          <th scope="col">{t('analysis.class')}</th>
          {data.columns.map((column) => (
            <th key={column.name} scope="col" className={align(column)}>
              {column_label(column.name)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {data.items
          .filter((item) => chosen === null || item.class === chosen)
          .map((item) => (
            <tr key={item.key ?? 'none'}>
              <th scope="row">{item.title ?? t('analysis.no_value')}</th>
              <td>
                <StatusTag tone={tones[item.class] ?? 'neutral'}>{t(`analysis.class_${kind}_${item.class}`)}</StatusTag>
              </td>
              {data.columns.map((column, index) => (
                <td key={column.name} className={align(column)}>
                  {index === 0 ? (
                    <LedgerLink data={data} item={item}>
                      {figure_text(item.figures[0] ?? 0, column)}
                    </LedgerLink>
                  ) : (
                    figure_text(item.figures[index] ?? 0, column)
                  )}
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

function LedgerLink({ data, item, children }: { data: Classified; item: Classified['items'][number]; children: string }) {
  const filter = [data.filter, item.filter].filter(Boolean).join(' and ');
  return (
    <Link className="figure-link" to="/$record" params={{ record: data.record }} search={{ filter, view: 'all' }}>
      {children}
    </Link>
  );
}
