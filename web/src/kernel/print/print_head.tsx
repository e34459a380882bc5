import './print.css';
import { useTranslation } from 'react-i18next';
import { useSession } from '@/api/queries';
import { instant_text } from '../fields/day';

/** On paper only: whose system it is, who printed it and when. */
export function PrintHead({ what }: { what: string }) {
  const { t } = useTranslation();
  const session = useSession();
  return (
    <div className="print-head" aria-hidden>
      <p>
        <span>
          {t('app.name')} · {what}
        </span>
        <span className="number">{t('print.by', { who: session?.account.name ?? '', at: instant_text(new Date().toISOString()) })}</span>
      </p>
    </div>
  );
}
