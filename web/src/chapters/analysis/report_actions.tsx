import { DownloadOutlined, FolderOpenOutlined, SaveOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { App, Button, Dropdown, Input, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { new_key, request } from '@/api/client';
import { query_client, useRecordSchema } from '@/api/queries';
import type { Page, RecordData } from '@/api/types';
import type { AnalysisSearch } from '@/app/router';
import { useProblemText } from '@/kernel/problem_text';
import type { Question } from './report';
import { type FileKind, take_away } from './take_away';

const reports_query = {
  queryKey: ['analysis_reports', 'list', 'menu'],
  queryFn: () => request<Page<RecordData>>('/analysis_reports', { query: { limit: 100 } }),
};

interface ActionsProps {
  path: string;
  question: Question;
  search: AnalysisSearch;
}

/** Take it away, keep it under a name, open one that was kept. */
export function ReportActions({ path, question, search }: ActionsProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const problem_text = useProblemText();
  const navigate = useNavigate();
  const record = useRecordSchema('analysis_reports');
  const saved = useQuery({ ...reports_query, enabled: record !== undefined });
  const [is_saving, set_saving] = useState(false);
  const [is_taking, set_taking] = useState(false);

  const take = async (kind: FileKind) => {
    set_taking(true);
    try {
      await take_away(path, question, kind);
    } catch (error) {
      void message.error(problem_text(error));
    } finally {
      set_taking(false);
    }
  };
  const open = (report: RecordData | undefined) => {
    if (typeof report?.question !== 'string') return;
    void navigate({ to: '/analysis', search: Object.fromEntries(new URLSearchParams(report.question)) as AnalysisSearch });
  };
  const reports = saved.data?.items ?? [];
  return (
    <div className="list-actions">
      {reports.length > 0 && (
        <Dropdown
          trigger={['click']}
          menu={{
            items: reports.map((report) => ({ key: report.id, label: String(report.name) })),
            onClick: ({ key }) => open(reports.find((report) => report.id === key)),
          }}
        >
          <Button icon={<FolderOpenOutlined aria-hidden />}>{t('analysis.saved')}</Button>
        </Dropdown>
      )}
      {record?.can.create && (
        <Button icon={<SaveOutlined aria-hidden />} onClick={() => set_saving(true)}>
          {t('app.save')}
        </Button>
      )}
      <Dropdown
        trigger={['click']}
        menu={{
          items: [{ key: 'pdf', label: t('analysis.to_pdf') }],
          onClick: ({ key }) => void take(key as FileKind),
        }}
      >
        <Button loading={is_taking} icon={<DownloadOutlined aria-hidden />}>
          {t('analysis.take_away')}
        </Button>
      </Dropdown>
      {is_saving && <SaveDialog question={question} search={search} on_close={() => set_saving(false)} />}
    </div>
  );
}

function SaveDialog({ question, search, on_close }: { question: Question; search: AnalysisSearch; on_close: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const problem_text = useProblemText();
  const [name, set_name] = useState('');
  const [is_busy, set_busy] = useState(false);
  const save = async () => {
    const kept = Object.entries({ ...question, kind: search.kind, show: search.show }).filter((entry) => Boolean(entry[1]));
    set_busy(true);
    try {
      await request('/analysis_reports', {
        method: 'POST',
        body: { name: name.trim(), question: new URLSearchParams(kept as [string, string][]).toString() },
        idempotency_key: new_key(),
      });
      await query_client.invalidateQueries({ queryKey: ['analysis_reports'] });
      void message.success(t('analysis.kept'));
      on_close();
    } catch (error) {
      void message.error(problem_text(error));
    } finally {
      set_busy(false);
    }
  };
  return (
    <Modal
      open
      title={t('analysis.save_title')}
      okText={t('app.save')}
      cancelText={t('app.cancel')}
      okButtonProps={{ disabled: name.trim() === '', loading: is_busy }}
      onOk={() => void save()}
      onCancel={on_close}
    >
      <label htmlFor="report-name">{t('analysis.save_name')}</label>
      <Input
        id="report-name"
        autoFocus
        maxLength={80}
        value={name}
        onChange={(event) => set_name(event.target.value)}
        onPressEnter={() => name.trim() && void save()}
      />
    </Modal>
  );
}
