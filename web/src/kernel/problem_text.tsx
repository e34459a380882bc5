import { useTranslation } from 'react-i18next';
import { is_problem } from '@/api/problem';

export function useProblemText(): (error: unknown) => string {
  const { t } = useTranslation();
  return (error) => {
    if (!is_problem(error)) return t('problem.unexpected');
    if (error.code === 'unreachable') return t('problem.unreachable');
    if (error.retry_after_seconds) return t('problem.wait', { message: error.message, seconds: error.retry_after_seconds });
    return error.message;
  };
}

/** `labels` names the fields of a refusal where no form does. */
export function ProblemText({ error, labels }: { error: unknown; labels?: Record<string, string> }) {
  const { t } = useTranslation();
  const text_of = useProblemText();
  return (
    <div className="problem" role="alert">
      <p>{text_of(error)}</p>
      {is_problem(error) && error.errors.length > 0 && (
        <ul className="problem-fields">
          {error.errors.map(({ field, message }, index) => (
            <li key={index}>
              {labels?.[field] && <strong>{labels[field]} </strong>}
              {message}
            </li>
          ))}
        </ul>
      )}
      {is_problem(error) && error.clause && <p className="quiet">{t('problem.clause', { clause: error.clause })}</p>}
      {is_problem(error) && error.request && error.status >= 500 && (
        <p className="quiet">{t('problem.request', { request: error.request })}</p>
      )}
    </div>
  );
}
