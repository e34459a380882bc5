import { useTranslation } from 'react-i18next';
import type { RecordSchema, Totals } from '@/api/types';
import { group_digits } from '../fields/decimal';

interface MetricCardsProps {
  record: RecordSchema;
  totals: Totals | undefined;
  is_stale: boolean;
}

/** The sums of the whole filter, exactly as the server counted them: nothing is added up in the browser. */
export function MetricCards({ record, totals, is_stale }: MetricCardsProps) {
  const { t } = useTranslation();
  return (
    <dl className="metrics" aria-label={t('list.totals')} data-stale={is_stale || undefined}>
      {record.totals.map((name) => {
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
