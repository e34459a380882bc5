import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Duplicates, RecordSchema } from '@/api/types';

interface DuplicatesNoticeProps {
  record: RecordSchema;
  found: Duplicates;
  /** Saving waits for a word. */
  is_stopped: boolean;
  on_save: () => void;
}

/** A warning that cannot be missed, and no wall. */
export function DuplicatesNotice({ record, found, is_stopped, on_save }: DuplicatesNoticeProps) {
  const { t } = useTranslation();
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    if (is_stopped) box.current?.focus();
  }, [is_stopped]);
  const because = (why: { label: string }[]) => t('duplicates.because', { fields: why.map((one) => one.label).join(t('duplicates.and')) });
  return (
    <section ref={box} className="card duplicates" role="alert" tabIndex={-1} aria-labelledby="duplicates-title">
      <h2 id="duplicates-title">{t('duplicates.title', { what: record.label })}</h2>
      <ul>
        {found.items.map((item) => (
          <li key={item.id}>
            <Link to="/$record/$id" params={{ record: record.name, id: item.id }} target="_blank">
              {item.title}
            </Link>{' '}
            <span className="quiet">{because(item.why)}</span>
          </li>
        ))}
        {found.others.map((other, index) => (
          <li key={index}>
            {t(other.owner ? 'duplicates.owned' : 'duplicates.hidden', { who: other.owner })}{' '}
            <span className="quiet">{because(other.why)}</span>
          </li>
        ))}
      </ul>
      {is_stopped && (
        <div className="duplicates-actions">
          <span>{t('duplicates.stopped')}</span>
          <Button onClick={on_save}>{t('duplicates.save')}</Button>
        </div>
      )}
    </section>
  );
}
