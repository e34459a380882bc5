import { useTranslation } from 'react-i18next';
import type { RecordSchema } from '@/api/types';
import { useFresh } from '../live/fresh';

/** The page has just become another under the reader's eyes: by whom? */
export function ChangedBy({ record, id }: { record: RecordSchema; id: string }) {
  const { t } = useTranslation();
  const change = useFresh(record.name)(id);
  return (
    <p className="changed-by" role="status">
      {change && <span>{t('live.changed', { who: change.by?.title || t('history.system') })}</span>}
    </p>
  );
}
