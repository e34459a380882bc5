import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { request } from '@/api/client';
import type { ImportJob, Page, RecordSchema } from '@/api/types';
import { instant_text } from '../fields/day';
import { group_digits } from '../fields/decimal';
import { FileDrop } from './file_drop';

const recent = 5;

export function UploadStep({ record, on_uploaded }: { record: RecordSchema; on_uploaded: (job: ImportJob) => void }) {
  const { t } = useTranslation();
  const imports = useQuery({ queryKey: ['imports', 'list'], queryFn: () => request<Page<ImportJob>>('/imports'), staleTime: 0 });
  const earlier = imports.data?.items.filter((job) => job.record === record.name).slice(0, recent) ?? [];
  return (
    <>
      <FileDrop record={record.name} label={t('import.drop')} on_uploaded={on_uploaded} />
      {earlier.length > 0 && (
        <section className="card import-block" aria-labelledby="import-earlier">
          <h2 id="import-earlier">{t('import.earlier')}</h2>
          <ul className="import-earlier">
            {earlier.map((job) => (
              <li key={job.id}>
                <Link to="/$record/import" params={{ record: record.name }} search={{ id: job.id }}>
                  {job.name}
                </Link>
                <span className="tag">{job.undo?.state === 'done' ? t('import.undo.done_title') : t(`import.state.${job.state}`)}</span>
                <span className="quiet number">
                  {job.result ? t('import.rows', { count: job.result.rows, shown: group_digits(String(job.result.rows)) }) : ''}
                </span>
                <time className="quiet number" dateTime={job.created_at}>
                  {instant_text(job.created_at)}
                </time>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
