import { UploadOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { App, Button, Dropdown, type MenuProps } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { new_key, request } from '@/api/client';
import { query_client } from '@/api/queries';
import type { RecordSchema } from '@/api/types';
import { group_digits } from '../fields/decimal';
import { cancel_job, download_file, follow_job, type Job, jobs_query } from '../jobs/jobs';
import { useProblemText } from '../problem_text';
import type { ListState } from './use_list_state';

type ExportJob = Job<{ rows: number }>;
const kept_exports = 4;
const is_slow_after_ms = 600;

/** The list as a file, as it stands here: its rows, their order, its columns. */
export default function ExportMenu({ record, state }: { record: RecordSchema; state: ListState }) {
  const { t } = useTranslation();
  const [open, set_open] = useState(false);
  const start = useExport(record, state);
  const jobs = useQuery({ ...jobs_query, enabled: open });
  const earlier = ((jobs.data?.items ?? []) as ExportJob[]).filter((job) => job.file && job.record === record.name).slice(0, kept_exports);
  const is_book = record.lines.length > 0 || record.parent !== null;

  const items: MenuProps['items'] = [
    { key: 'list:xlsx', label: t('export.xlsx') },
    { key: 'list:csv', label: t('export.csv') },
    ...(is_book
      ? [{ type: 'group' as const, label: t('export.book'), children: [{ key: 'book:xlsx', label: t('export.book_xlsx') }] }]
      : []),
    ...(earlier.length > 0
      ? [
          {
            type: 'group' as const,
            label: t('export.earlier'),
            children: earlier.map((job) => ({
              key: `file:${job.id}`,
              label: t('export.file', { name: job.file?.name, rows: group_digits(String(job.result?.rows ?? 0)) }),
            })),
          },
        ]
      : []),
  ];
  const on_click: MenuProps['onClick'] = ({ key }) => {
    const [what, which] = key.split(':');
    const job = what === 'file' ? earlier.find(({ id }) => id === which) : undefined;
    if (job) download_file(job);
    else void start(what === 'book' ? 'book' : 'list', which === 'csv' ? 'csv' : 'xlsx');
  };

  return (
    <Dropdown trigger={['click']} placement="bottomRight" open={open} onOpenChange={set_open} menu={{ items, onClick: on_click }}>
      <Button icon={<UploadOutlined aria-hidden />} aria-haspopup="menu">
        {t('export.action')}
      </Button>
    </Dropdown>
  );
}

function useExport(record: RecordSchema, { search, layout }: ListState) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const problem_text = useProblemText();

  const show_progress = (key: string, job: ExportJob) =>
    message.loading({
      key,
      duration: 0,
      content: (
        <span>
          {t('export.progress', { done: group_digits(String(job.progress.done)), total: group_digits(String(job.progress.total)) })}
          <Button type="link" size="small" onClick={() => void cancel_job(job.id).catch(() => {})}>
            {t('app.cancel')}
          </Button>
        </span>
      ),
    });

  return async (shape: 'list' | 'book', format: 'xlsx' | 'csv') => {
    const key = `export:${new_key()}`;
    const body = {
      record: record.name,
      format,
      shape,
      columns: layout.columns.map(({ name }) => name),
      filter: search.filter,
      sort: search.sort,
      q: search.q,
      archived: search.archived ?? false,
      offset_minutes: -new Date().getTimezoneOffset(),
    };
    try {
      const asked = await request<ExportJob>('/exports', { method: 'POST', body, idempotency_key: new_key() });
      const since = Date.now();
      const job = await follow_job(asked, (now) => Date.now() - since > is_slow_after_ms && show_progress(key, now));
      message.destroy(key);
      void query_client.invalidateQueries({ queryKey: jobs_query.queryKey });
      if (job.state === 'cancelled') message.info(t('export.cancelled'));
      else if (job.state === 'failed') message.error(job.problem?.detail ?? t('problem.unexpected'));
      else {
        download_file(job);
        message.success(t('export.done', { count: job.result?.rows ?? 0, shown: group_digits(String(job.result?.rows ?? 0)) }));
      }
    } catch (error) {
      message.destroy(key);
      message.error(problem_text(error));
    }
  };
}
