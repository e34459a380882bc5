import '../list/list.css';
import '../record/record.css';
import './import.css';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { query_client, refresh_after_change, useRecordSchema } from '@/api/queries';
import type { ImportJob, RecordSchema } from '@/api/types';
import { Waiting } from '@/app/pages/waiting';
import { EmptyState } from '../list/empty_state';
import { ProblemText } from '../problem_text';
import { CheckStep } from './check_step';
import { DoneStep } from './done_step';
import { type ImportStep, import_query, is_at_work, step_of } from './job';
import { MapStep } from './map_step';
import { ProgressStep } from './progress_step';
import { UndoProgress } from './undo';
import { UploadStep } from './upload_step';

const steps: ImportStep[] = ['upload', 'map', 'check', 'done'];

export function ImportPage() {
  const { record: name } = useParams({ from: '/shell/$record/import' });
  const record = useRecordSchema(name);
  if (!record?.can.import) return <EmptyState is_page kind="no_permission" />;
  return <Wizard key={name} record={record} />;
}

function Wizard({ record }: { record: RecordSchema }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { id } = useSearch({ from: '/shell/$record/import' });
  const { data: job, error } = useQuery({ ...import_query(id ?? ''), enabled: id !== undefined });
  // The server keeps a checked import; going back to its columns is a matter of this page only.
  const [wants_map, set_wants_map] = useState(false);
  const step: ImportStep = id === undefined || !job ? 'upload' : wants_map && job.state === 'checked' ? 'map' : step_of(job);

  useEffect(() => {
    document.title = `${t('import.title', { what: record.label_many })} · ${t('app.name')}`;
  }, [record.label_many, t]);
  const has_changed_records = job?.undo?.state === 'done' ? 'undone' : job?.state === 'done' && 'done';
  useEffect(() => {
    if (has_changed_records) void refresh_after_change(record.name);
  }, [has_changed_records, record.name]);

  const open = (next: ImportJob) => {
    set_wants_map(false);
    query_client.setQueryData(import_query(next.id).queryKey, next);
    void navigate({ to: '/$record/import', params: { record: record.name }, search: { id: next.id } });
  };
  const update = (next: ImportJob) => {
    set_wants_map(false);
    query_client.setQueryData(import_query(next.id).queryKey, next);
  };

  const body = () => {
    if (error) return <ProblemText error={error} />;
    if (id === undefined) return <UploadStep record={record} on_uploaded={open} />;
    if (!job) return <Waiting />;
    if (job.undo?.state === 'running') return <UndoProgress undo={job.undo} />;
    if (is_at_work(job)) return <ProgressStep job={job} />;
    if (step === 'map') return <MapStep key={job.id} job={job} on_checking={update} />;
    if (step === 'check') {
      return <CheckStep record={record} job={job} on_change={update} on_map={() => set_wants_map(true)} on_replaced={open} />;
    }
    return <DoneStep record={record} job={job} on_change={update} />;
  };

  return (
    <div className="import-page">
      <nav className="crumbs" aria-label={t('app.breadcrumb')}>
        <Link to="/$record" params={{ record: record.name }}>
          {record.label_many}
        </Link>
      </nav>
      <h1>{t('import.title', { what: record.label_many })}</h1>
      <ol className="import-steps" aria-label={t('import.steps')}>
        {steps.map((one, index) => (
          <li key={one} aria-current={one === step ? 'step' : undefined} className={steps.indexOf(step) > index ? 'past' : undefined}>
            <span className="import-step-number number" aria-hidden="true">
              {index + 1}
            </span>
            {t(`import.step.${one}`)}
          </li>
        ))}
      </ol>
      {body()}
    </div>
  );
}
