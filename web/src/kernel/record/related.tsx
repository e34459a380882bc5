import { useQueries } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { totals_query, useSchema } from '@/api/queries';
import type { RecordSchema } from '@/api/types';
import { group_digits } from '../fields/decimal';

const not_worth_a_link = new Set(['created_by']);

/** Every list that points here, with how many of its records do. */
export function Related({ record, id, title }: { record: RecordSchema; id: string; title: string }) {
  const { t } = useTranslation();
  const schema = useSchema();
  const pointing = schema.records
    .filter((other) => other.parent === null && !record.children.some((child) => child.record === other.name))
    .flatMap((other) =>
      other.fields
        .filter((field) => field.target === record.name && field.filterable && !not_worth_a_link.has(field.name))
        .map((field) => ({ other, field, filter: `${field.name} = ${id}` })),
    );
  const totals = useQueries({ queries: pointing.map(({ other, filter }) => totals_query(other.name, { filter })) });
  if (pointing.length === 0) return null;

  return (
    <aside className="related card" aria-label={t('record.related_of', { title })}>
      <h2>{t('record.related')}</h2>
      <ul>
        {pointing.map(({ other, field, filter }, index) => (
          <li key={`${other.name}.${field.name}`}>
            <Link to="/$record" params={{ record: other.name }} search={{ filter }}>
              <span>
                {other.label_many}
                {field.label !== record.label && <span className="quiet"> · {field.label}</span>}
              </span>
              <span className="number">{group_digits(String(totals[index]?.data?.count ?? '–'))}</span>
            </Link>
          </li>
        ))}
      </ul>
    </aside>
  );
}
