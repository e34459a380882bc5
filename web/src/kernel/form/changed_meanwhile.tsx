import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import type { RecordData, RecordSchema } from '@/api/types';
import { useFresh } from '../live/fresh';

interface ChangedMeanwhileProps {
  record: RecordSchema;
  current: RecordData | undefined;
  on_compare: (current: RecordData) => void;
}

/** Somebody else has saved while this form is open: better to know now than when saving. */
export function ChangedMeanwhile({ record, current, on_compare }: ChangedMeanwhileProps) {
  const { t } = useTranslation();
  const who = useFresh(record.name)(current?.id ?? '')?.by?.title;
  return (
    <div role="status">
      {current && (
        <div className="form-changed">
          <span>{who ? t('live.changed_meanwhile_by', { who }) : t('live.changed_meanwhile')}</span>
          <Button size="small" onClick={() => on_compare(current)}>
            {t('live.compare')}
          </Button>
        </div>
      )}
    </div>
  );
}
