import './record.css';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Tabs } from 'antd';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { is_problem } from '@/api/problem';
import { useRecord, useRecordSchema, useSchema } from '@/api/queries';
import type { RecordData, RecordSchema } from '@/api/types';
import { Waiting } from '@/app/pages/waiting';
import { Attachments } from '../files/attachments';
import { FilesLabel } from '../files/files_label';
import { EmptyState } from '../list/empty_state';
import { PrintHead } from '../print/print_head';
import { Timeline } from '../timeline/timeline';
import { ChangedBy } from './changed_by';
import { Children } from './children';
import { FieldGroups } from './field_groups';
import { LinesTable } from './lines_table';
import { MergedNotice } from './merged_notice';
import { RecordHeader } from './record_header';
import { Related } from './related';
import { StateSteps } from './state_steps';
import { title_of } from './title';

export function RecordPage() {
  const { record: name, id } = useParams({ from: '/shell/$record/$id' });
  const record = useRecordSchema(name);
  const { data, error } = useRecord(name, id);
  if (!record || is_problem(error, 'forbidden')) return <EmptyState is_page kind="no_permission" />;
  if (is_problem(error, 'not_found')) return <EmptyState is_page kind="no_match" record={record} />;
  if (error) return <EmptyState is_page kind="problem" error={error} />;
  if (!data) return <Waiting />;
  return <RecordView key={id} record={record} data={data} />;
}

function RecordView({ record, data }: { record: RecordSchema; data: RecordData }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const schema = useSchema();
  const { tab } = useSearch({ from: '/shell/$record/$id' });
  const title = title_of(record, data);
  useEffect(() => {
    document.title = `${title} · ${record.label} · ${t('app.name')}`;
  }, [title, record.label, t]);

  const overview = (
    <div className="record-columns">
      <div className="record-main">
        <FieldGroups record={record} data={data} groups={['basics', 'figures']} />
        {record.lines.map((lines) => {
          const line_schema = schema.records.find((one) => one.name === lines.record);
          return line_schema && <LinesTable key={lines.name} name={lines.name} record={line_schema} data={data} />;
        })}
        <FieldGroups record={record} data={data} groups={['notes', 'system']} />
      </div>
      <Related record={record} id={data.id} title={title} />
    </div>
  );

  const children = record.children
    .flatMap((child) => schema.records.filter((one) => one.name === child.record).map((shown) => ({ shown, field: child.field })))
    .map(({ shown, field }) => ({
      key: shown.name,
      label: shown.label_many,
      children: <Children key={shown.name} owner={record} data={data} record={shown} field={field} />,
    }));

  return (
    <div className="record-page">
      <PrintHead what={record.label} />
      <RecordHeader record={record} data={data} title={title} />
      <ChangedBy record={record} id={data.id} />
      <MergedNotice record={record} id={data.id} />
      {record.state && <StateSteps record={record} data={data} />}
      <Tabs
        activeKey={tab ?? 'overview'}
        onChange={(key) =>
          void navigate({
            to: '/$record/$id',
            params: { record: record.name, id: data.id },
            search: { tab: key === 'overview' ? undefined : key },
            replace: true,
          })
        }
        items={[
          { key: 'overview', label: t('record.overview'), children: overview },
          ...children,
          { key: 'files', label: <FilesLabel record={record.name} id={data.id} />, children: <Attachments record={record} id={data.id} /> },
          { key: 'history', label: t('record.timeline'), children: <Timeline record={record} id={data.id} /> },
        ]}
      />
    </div>
  );
}
