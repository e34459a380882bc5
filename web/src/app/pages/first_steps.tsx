import { CheckCircleFilled } from '@ant-design/icons';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useSchema } from '@/api/queries';

/** What a new branch does first, for whoever may do it; gone when all of it is done. `counts`: how many there are of each record. */
export function FirstSteps({ counts }: { counts: Map<string, number | undefined> }) {
  const { t } = useTranslation();
  const { records } = useSchema();
  const may = (name: string, what: 'create' | 'import') => records.find((record) => record.name === name)?.can[what] ?? false;
  const steps = [
    { key: 'colleagues', count: counts.get('accounts'), before: 1, offered: may('accounts', 'create'), to: '/accounts/new' },
    { key: 'book', count: counts.get('orders'), before: 0, offered: may('orders', 'import'), to: '/orders/import' },
  ]
    .filter((step) => step.offered)
    .map((step) => ({ ...step, done: step.count === undefined || step.count > step.before }));
  if (steps.every((step) => step.done)) return null;
  return (
    <section className="first-steps card" aria-labelledby="first-steps">
      <h2 id="first-steps">{t('home.first_steps')}</h2>
      <ol>
        {steps.map((step) => (
          <li key={step.key} data-done={step.done}>
            <span className="first-steps-mark" aria-hidden="true">
              {step.done && <CheckCircleFilled />}
            </span>
            <span>
              {step.done ? (
                <span>
                  {t(`home.${step.key}`)} <span className="quiet">{t('home.step_done')}</span>
                </span>
              ) : (
                <Link to={step.to}>{t(`home.${step.key}`)}</Link>
              )}
              <span className="quiet first-steps-why">{t(`home.${step.key}_why`)}</span>
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
