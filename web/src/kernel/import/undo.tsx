import { UndoOutlined } from '@ant-design/icons';
import { App, Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportJob, ImportUndo } from '@/api/types';
import { instant_text } from '../fields/day';
import { group_digits } from '../fields/decimal';
import { ProblemText } from '../problem_text';
import { undo_import } from './job';

type Counted = Extract<ImportUndo, { taken_back: number }>;

/** What a run made can be taken back for a day, as far as nobody has gone on from it. */
export function UndoOffer({ job, until, on_change }: { job: ImportJob; until: string; on_change: (job: ImportJob) => void }) {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const [problem, set_problem] = useState<unknown>(null);

  async function undo() {
    const is_sure = await modal.confirm({
      title: t('import.undo.sure', { name: job.name }),
      content: t('import.undo.sure_text'),
      okText: t('import.undo.undo'),
      cancelText: t('app.cancel'),
      okButtonProps: { danger: true, type: 'default' },
    });
    if (!is_sure) return;
    try {
      on_change(await undo_import(job.id));
    } catch (error) {
      set_problem(error);
    }
  }

  return (
    <div className="import-undo">
      {problem !== null && <ProblemText error={problem} />}
      <Button icon={<UndoOutlined aria-hidden />} onClick={() => void undo()}>
        {t('import.undo.undo')}
      </Button>
      <span className="quiet">{t('import.undo.until', { time: instant_text(until) })}</span>
    </div>
  );
}

export function UndoProgress({ undo }: { undo: Counted }) {
  const { t } = useTranslation();
  return (
    <section className="card import-block import-progress" aria-live="polite">
      <h2>{t('import.undo.running')}</h2>
      <p className="quiet number">{t('import.undo.removed', { count: undo.taken_back, shown: group_digits(String(undo.taken_back)) })}</p>
    </section>
  );
}

export function UndoCounts({ undo }: { undo: Counted }) {
  const { t } = useTranslation();
  const count = (key: 'removed' | 'kept', number: number) =>
    t(`import.undo.${key}`, { count: number, shown: group_digits(String(number)) });
  return (
    <p className="quiet">
      {count('removed', undo.taken_back)}
      {undo.kept > 0 && ` ${count('kept', undo.kept)}`}
    </p>
  );
}
