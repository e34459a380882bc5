import { useTranslation } from 'react-i18next';
import type { RecordSchema, Totals } from '@/api/types';
import { group_digits } from '../fields/decimal';

interface MetricCardsProps {
  record: RecordSchema;
  totals: Totals | undefined;
  is_stale: boolean;
}

const most_cards = 6;

/** Of many sums those of the columns that the list begins with: the others are in the list's own pages and reports. */
function shown_totals(record: RecordSchema): string[] {
  if (record.totals.length <= most_cards) return record.totals;
  return record.totals.filter((name) => record.columns.includes(name));
}

/** The sums of the whole filter, exactly as the server counted them: nothing is added up in the browser. */
export function MetricCards({ record, totals, is_stale }: MetricCardsProps) {
  const { t } = useTranslation();
  return (
    <dl className="metrics" aria-label={t('list.totals')} data-stale={is_stale || undefined}>
      {shown_totals(record).map((name) => {
        const sum = totals?.sums[name];
        return (
          <div key={name} className="metric card">
            <dt>{record.fields.find((field) => field.name === name)?.label ?? name}</dt>
            <dd className="number" data-total={name}>
              {sum === undefined || sum === null ? '–' : group_digits(String(sum))}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
