import { Button, Progress } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportJob } from '@/api/types';
import { group_digits } from '../fields/decimal';
import { ProblemText } from '../problem_text';
import { cancel_import } from './job';

export function ProgressStep({ job }: { job: ImportJob }) {
  const { t } = useTranslation();
  const [cancelling, set_cancelling] = useState(false);
  const [problem, set_problem] = useState<unknown>(null);
  const progress = job.progress ?? { rows: 0, bytes: 0, of_bytes: 0 };
  const percent = progress.of_bytes > 0 ? Math.min(100, Math.floor((progress.bytes / progress.of_bytes) * 100)) : 0;

  async function cancel() {
    set_cancelling(true);
    try {
      await cancel_import(job.id);
    } catch (error) {
      set_problem(error);
      set_cancelling(false);
    }
  }

  return (
    <section className="card import-block import-progress" aria-live="polite">
      <h2>{t(`import.state.${job.state}`)}</h2>
      <Progress percent={percent} status="active" aria-label={t(`import.state.${job.state}`)} />
      <p className="quiet number">{t('import.rows', { count: progress.rows, shown: group_digits(String(progress.rows)) })}</p>
      {problem !== null && <ProblemText error={problem} />}
      <Button loading={cancelling} onClick={() => void cancel()}>
        {t('import.stop')}
      </Button>
    </section>
  );
}
