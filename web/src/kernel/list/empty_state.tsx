import { useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import type { RecordSchema } from '@/api/types';
import { ProblemText } from '../problem_text';

interface EmptyStateProps {
  kind: 'no_data' | 'no_match' | 'no_sales' | 'nothing_owed' | 'no_permission' | 'problem';
  record?: RecordSchema;
  error?: unknown;
  on_clear?: () => void;
  /** It stands for the whole page, so its title is the page's. */
  is_page?: boolean;
}

/** What is missing, why, and the one thing to do about it. */
export function EmptyState({ kind, record, error, on_clear, is_page = false }: EmptyStateProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const what = record?.label_many ?? '';
  const Title = is_page ? 'h1' : 'h2';

  const action = () => {
    if (kind === 'no_permission') return <Button onClick={() => void navigate({ to: '/' })}>{t('app.to_home')}</Button>;
    if (kind !== 'no_data')
      return on_clear && <Button onClick={on_clear}>{t(kind === 'no_sales' ? 'empty.no_sales.action' : 'empty.clear')}</Button>;
    if (!record) return null;
    const params = { record: record.name };
    if (record.can.create) {
      return (
        <Button type="primary" onClick={() => void navigate({ to: '/$record/new', params })}>
          {t('empty.create', { what: record.label })}
        </Button>
      );
    }
    return record.can.import && <Button onClick={() => void navigate({ to: '/$record/import', params })}>{t('import.action')}</Button>;
  };

  return (
    <div className="empty">
      <Title>{t(`empty.${kind}.title`, { what })}</Title>
      {kind === 'problem' ? <ProblemText error={error} /> : <p className="quiet">{t(`empty.${kind}.why`, { what })}</p>}
      {action()}
    </div>
  );
}
