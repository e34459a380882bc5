import { Button, Radio } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '@/api/client';
import type { ConflictChoice, ImportJob, ImportMode, RecordSchema } from '@/api/types';
import { group_digits } from '../fields/decimal';
import { ProblemText } from '../problem_text';
import { FileDrop } from './file_drop';
import { carry_mapping, check_import, run_import } from './job';
import { ProblemTable } from './problem_table';
import { ResultCounts } from './result_counts';

interface CheckStepProps {
  record: RecordSchema;
  job: ImportJob;
  on_change: (job: ImportJob) => void;
  on_map: () => void;
  on_replaced: (job: ImportJob) => void;
}

export function CheckStep({ record, job, on_change, on_map, on_replaced }: CheckStepProps) {
  const { t } = useTranslation();
  const [busy, set_busy] = useState(false);
  const [replacing, set_replacing] = useState(false);
  const [problem, set_problem] = useState<unknown>(null);
  const result = job.result;
  const [chosen, set_mode] = useState<ImportMode | null>(null);
  if (!result) return null;

  const has_errors = result.errors > 0;
  const has_problems = has_errors || result.warnings > 0;
  const mode: ImportMode = chosen ?? (has_errors ? 'valid' : 'all');
  const rows_to_write = (has_errors && mode === 'all' ? 0 : result.valid) - result.unchanged;

  async function attempt(action: () => Promise<ImportJob>, then: (job: ImportJob) => void) {
    set_busy(true);
    set_problem(null);
    try {
      then(await action());
    } catch (error) {
      set_problem(error);
    } finally {
      set_busy(false);
    }
  }

  const recheck = (conflicts: ConflictChoice) => attempt(() => check_import(job.id, job.mapping, conflicts), on_change);
  const run = () => attempt(() => run_import(job.id, mode), on_change);
  const replace = async (uploaded: ImportJob) => {
    await attempt(async () => {
      await check_import(uploaded.id, carry_mapping(job, uploaded), job.options.conflicts);
      return await request<ImportJob>(`/imports/${uploaded.id}`);
    }, on_replaced);
  };

  return (
    <>
      <ResultCounts result={result} done={false} />
      {problem !== null && <ProblemText error={problem} />}
      <section className="card import-block import-decide" aria-labelledby="import-decide">
        <h2 id="import-decide">{has_problems ? t('import.decide') : t('import.all_valid')}</h2>
        {record.lines.length > 0 && has_problems && (
          <fieldset disabled={busy}>
            <legend>{t('import.conflicts')}</legend>
            <Radio.Group
              value={job.options.conflicts ?? 'reject'}
              onChange={(event) => void recheck(event.target.value as ConflictChoice)}
              options={[
                { value: 'reject', label: t('import.conflicts_reject') },
                { value: 'split', label: t('import.conflicts_split') },
              ]}
            />
          </fieldset>
        )}
        {has_errors && (
          <fieldset>
            <legend>{t('import.mode')}</legend>
            <Radio.Group
              value={mode}
              onChange={(event) => set_mode(event.target.value as ImportMode)}
              options={[
                { value: 'valid', label: t('import.mode_valid', { shown: group_digits(String(result.valid)) }) },
                { value: 'all', label: t('import.mode_all'), disabled: true },
              ]}
            />
          </fieldset>
        )}
        <div className="import-actions">
          <Button type="primary" loading={busy} disabled={result.valid === 0} onClick={() => void run()}>
            {t('import.run', { count: rows_to_write, shown: group_digits(String(rows_to_write)) })}
          </Button>
          <Button onClick={() => set_replacing(!replacing)} aria-expanded={replacing}>
            {t('import.replace')}
          </Button>
          <Button onClick={on_map}>{t('import.back_to_map')}</Button>
        </div>
        {replacing && <FileDrop record={record.name} label={t('import.replace_lead')} on_uploaded={replace} />}
      </section>
      {has_problems && <ProblemTable job={job} />}
    </>
  );
}
