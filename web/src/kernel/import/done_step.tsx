import { useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import type { ImportJob, RecordSchema } from '@/api/types';
import { ProblemTable } from './problem_table';
import { ResultCounts } from './result_counts';
import { UndoCounts, UndoOffer } from './undo';

interface Props {
  record: RecordSchema;
  job: ImportJob;
  on_change: (job: ImportJob) => void;
}

export function DoneStep({ record, job, on_change }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const params = { record: record.name };
  const has_problems = (job.result?.errors ?? 0) + (job.result?.warnings ?? 0) > 0 || (job.undo?.state === 'done' && job.undo.kept > 0);
  return (
    <>
      <section className={`card import-block import-outcome import-outcome-${job.state}`} role="status">
        <Outcome job={job} />
        <div className="import-actions">
          <Button type="primary" onClick={() => void navigate({ to: '/$record', params })}>
            {t('import.to_list', { what: record.label_many })}
          </Button>
          <Button onClick={() => void navigate({ to: '/$record/import', params, search: {} })}>{t('import.another')}</Button>
        </div>
        {job.undo?.state === 'possible' && has_written(job) && <UndoOffer job={job} until={job.undo.until} on_change={on_change} />}
      </section>
      {job.result && job.undo?.state !== 'done' && <ResultCounts result={job.result} done={has_written(job)} />}
      {job.result && has_problems && <ProblemTable job={job} />}
    </>
  );
}

function has_written(job: ImportJob): boolean {
  return job.mode !== null && job.result !== null && Object.values(job.result.created).some((count) => count > 0);
}

function Outcome({ job }: { job: ImportJob }) {
  const { t } = useTranslation();
  if (job.undo?.state === 'done') {
    return (
      <>
        <h2>{t('import.undo.done_title')}</h2>
        <UndoCounts undo={job.undo} />
      </>
    );
  }
  // The valid rows of a file are written as they come, so a run that was stopped has left something.
  const is_partly_written = job.state !== 'done' && job.mode === 'valid' && has_written(job);
  const text = is_partly_written ? t('import.undo.stopped_text') : t(`import.outcome_text.${job.state}`, { name: job.name });
  return (
    <>
      <h2>{is_partly_written ? t('import.undo.stopped') : t(`import.outcome.${job.state}`)}</h2>
      <p className="quiet">{job.problem ? (job.problem.detail ?? job.problem.title) : text}</p>
    </>
  );
}
