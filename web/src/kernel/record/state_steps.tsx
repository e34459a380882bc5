import { useTranslation } from 'react-i18next';
import type { Choice, RecordData, RecordSchema } from '@/api/types';
import { find_field } from '../fields/paths';
import { value_of } from './title';

/** The ordinary way first to last; a state that only a dangerous move leads to shows up when it has happened. */
function steps_of(record: RecordSchema, current: string): Choice[] {
  const field = find_field(record, record.state ?? '');
  const by_danger_only = (value: string) => {
    const leading = record.moves.filter((move) => move.to === value);
    return leading.length > 0 && leading.every((move) => move.danger);
  };
  return (field?.choices ?? []).filter((choice) => choice.value === current || !by_danger_only(choice.value));
}

export function StateSteps({ record, data }: { record: RecordSchema; data: RecordData }) {
  const { t } = useTranslation();
  const current = String(value_of(data, record.state ?? '') ?? '');
  const steps = steps_of(record, current);
  const at = steps.findIndex((step) => step.value === current);
  return (
    <ol className="steps" aria-label={t('record.steps')}>
      {steps.map((step, index) => (
        <li
          key={step.value}
          className={index < at ? 'step step-done' : index === at ? `step step-now step-${step.tone}` : 'step'}
          aria-current={index === at ? 'step' : undefined}
        >
          <span className="step-mark" aria-hidden="true" />
          <span className="step-label">{step.label}</span>
          {index < at && <span className="visually-hidden">{t('record.step_done')}</span>}
        </li>
      ))}
    </ol>
  );
}
