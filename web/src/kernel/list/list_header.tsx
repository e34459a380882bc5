import { DownloadOutlined, PlusOutlined } from '@ant-design/icons';
import { useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { lazy, type ReactNode, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import type { RecordSchema } from '@/api/types';
import { group_digits } from '../fields/decimal';
import type { ListState } from './use_list_state';

const ExportMenu = lazy(() => import('./export_menu'));

interface ListHeaderProps {
  record: RecordSchema;
  count: number | undefined;
  state: ListState;
  /** What else can be done with the list. */
  children?: ReactNode;
}

export function ListHeader({ record, count, state, children }: ListHeaderProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const params = { record: record.name };
  return (
    <header className="list-header">
      <div className="list-title">
        <h1>{record.label_many}</h1>
        {record.clause && (
          <span className="clause" title={t('app.clause', { clause: record.clause })}>
            {record.clause}
          </span>
        )}
        <span className="quiet number" role="status">
          {count === undefined ? '' : t('list.count', { count, shown: group_digits(String(count)) })}
        </span>
      </div>
      <div className="list-actions">
        {children}
        <Suspense>
          <ExportMenu record={record} state={state} />
        </Suspense>
        {record.can.import && (
          <Button icon={<DownloadOutlined aria-hidden />} onClick={() => void navigate({ to: '/$record/import', params })}>
            {t('import.action')}
          </Button>
        )}
        {record.can.create && (
          <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => void navigate({ to: '/$record/new', params })}>
            {t('list.create')}
          </Button>
        )}
      </div>
    </header>
  );
}
