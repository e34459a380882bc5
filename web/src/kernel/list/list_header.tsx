import { DownloadOutlined, PlusOutlined } from '@ant-design/icons';
import { useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { RecordSchema } from '@/api/types';
import { group_digits } from '../fields/decimal';

interface ListHeaderProps {
  record: RecordSchema;
  count: number | undefined;
  /** What else can be done with the list. */
  children?: ReactNode;
}

export function ListHeader({ record, count, children }: ListHeaderProps) {
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
