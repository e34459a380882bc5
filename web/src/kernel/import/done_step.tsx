import { useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import type { ImportJob, RecordSchema } from '@/api/types';
import { ProblemTable } from './problem_table';
import { ResultCounts } from './result_counts';

export function DoneStep({ record, job }: { record: RecordSchema; job: ImportJob }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const params = { record: record.name };
  return (
    <>
      <section className={`card import-block import-outcome import-outcome-${job.state}`} role="status">
        <h2>{t(`import.outcome.${job.state}`)}</h2>
        <p className="quiet">
          {job.problem ? (job.problem.detail ?? job.problem.title) : t(`import.outcome_text.${job.state}`, { name: job.name })}
        </p>
        <div className="import-actions">
          <Button type="primary" onClick={() => void navigate({ to: '/$record', params })}>
            {t('import.to_list', { what: record.label_many })}
          </Button>
          <Button onClick={() => void navigate({ to: '/$record/import', params, search: {} })}>{t('import.another')}</Button>
        </div>
      </section>
      {job.result && <ResultCounts result={job.result} done={job.state === 'done'} />}
      {job.result && (job.result.errors > 0 || job.result.warnings > 0) && <ProblemTable job={job} />}
    </>
  );
}
