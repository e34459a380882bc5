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

interface Classified {
  dimension: string;
  record: string;
  filter: string;
  previous_from: string | null;
  previous_to: string | null;
  columns: { name: string; scale: number; day: boolean }[];
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

/** What the question of a kind is: RFM and the flow are of customers, and of all their figures. */
export function question_of_kind(kind: Kind, question: Question): Question {
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

export function ClassesView({ kind, question, offer }: { kind: Kind; question: Question; offer: Offer }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [chosen, set_chosen] = useState<string | null>(null);
  const classified = useQuery({
    queryKey: ['analysis', kind, question],
    queryFn: ({ signal }) => request<Classified>(`/analysis/${kind}`, { query: { ...question }, signal }),
    placeholderData: keepPreviousData,
  });
  if (classified.isError)
    return <EmptyState kind="problem" error={classified.error} on_clear={() => void navigate({ to: '/analysis', search: { kind } })} />;
  const data = classified.data;
  if (!data) return <div className="list-waiting" role="status" aria-label={t('app.loading')} />;
  if (data.items.length === 0) return <EmptyState kind="no_match" />;
  const column_label = (name: string) => offer.measures.find((one) => one.name === name)?.label ?? t(`analysis.column_${name}`);
  const class_label = (name: string) => t(`analysis.class_${kind}_${name}`);
  const shown = data.items.filter((item) => chosen === null || item.class === chosen);
  const text = (figure: Figure, column: Classified['columns'][number]) =>
    column.day ? String(figure) : `${group_digits(String(figure))}${column.scale === 1 ? '%' : ''}`;
  return (
    <section className="report" aria-label={t(`analysis.kind_${kind}`)} data-stale={classified.isPlaceholderData || undefined}>
      <p className="quiet">{t(`analysis.rule_${kind}`)}</p>
      <ul className="class-cards">
        {data.classes.map((one) => (
          <li key={one.name}>
            <button
              type="button"
              className="class-card"
              aria-pressed={chosen === one.name}
              disabled={one.count === 0}
              onClick={() => set_chosen(chosen === one.name ? null : one.name)}
            >
              <StatusTag tone={tones[one.name] ?? 'neutral'}>{class_label(one.name)}</StatusTag>
              <strong className="number">{group_digits(String(one.count))}</strong>
              <span className="quiet number">{group_digits(String(one.value))}</span>
            </button>
          </li>
        ))}
      </ul>
      <div className="report-scroll" tabIndex={0} role="region" aria-label={t(`analysis.kind_${kind}`)}>
        <table className="report-table">
          <thead>
            <tr>
              <th scope="col">{offer.dimensions.find((one) => one.name === data.dimension)?.label}</th>
              <th scope="col">{t('analysis.class')}</th>
              {data.columns.map((column) => (
                <th key={column.name} scope="col" className={column.day ? undefined : 'number'}>
                  {column_label(column.name)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((item) => (
              <tr key={item.key ?? 'none'}>
                <th scope="row">{item.title ?? t('analysis.no_value')}</th>
                <td>
                  <StatusTag tone={tones[item.class] ?? 'neutral'}>{class_label(item.class)}</StatusTag>
                </td>
                {data.columns.map((column, index) => (
                  <td key={column.name} className="number">
                    {index === 0 ? (
                      <Link
                        className="figure-link"
                        to="/$record"
                        params={{ record: data.record }}
                        search={{ filter: [data.filter, item.filter].filter(Boolean).join(' and '), view: 'all' }}
                      >
                        {text(item.figures[index] ?? 0, column)}
                      </Link>
                    ) : (
                      text(item.figures[index] ?? 0, column)
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {data.left_out > 0 && <p className="quiet">{t('analysis.not_shown', { count: data.left_out })}</p>}
    </section>
  );
}
