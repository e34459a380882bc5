import { useTranslation } from 'react-i18next';
import { useSchema } from '@/api/queries';
import type { ImportResult } from '@/api/types';
import { group_digits } from '../fields/decimal';

const counted = ['rows', 'valid', 'errors', 'warnings', 'unchanged'] as const;

export function ResultCounts({ result, done }: { result: ImportResult; done: boolean }) {
  const { t } = useTranslation();
  const schema = useSchema();
  const created = Object.entries(result.created).filter(([, count]) => count > 0);
  const label_of = (name: string) => schema.records.find((record) => record.name === name)?.label_many ?? name;
  return (
    <>
      <dl className="import-counts">
        {counted.map((name) => (
          <div
            key={name}
            className={result[name] > 0 && (name === 'errors' || name === 'warnings') ? `card metric metric-${name}` : 'card metric'}
          >
            <dt>{t(`import.count.${name}`)}</dt>
            <dd className="number" data-count={name}>
              {group_digits(String(result[name]))}
            </dd>
          </div>
        ))}
      </dl>
      {created.length > 0 && (
        <p className="import-created">
          {t(done ? 'import.created' : 'import.would_create')}
          {created.map(([name, count]) => (
            <span key={name} className="import-created-part">
              {label_of(name)} <strong className="number">{group_digits(String(count))}</strong>
            </span>
          ))}
        </p>
      )}
    </>
  );
}
