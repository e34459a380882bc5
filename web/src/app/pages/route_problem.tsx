import { type ErrorComponentProps, useRouter } from '@tanstack/react-router';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { ProblemText } from '@/kernel/problem_text';

/** These stand for a whole page that could not be shown: the address is unknown, or its data did not come. */
export function UnknownAddress() {
  return <Notice error={null} />;
}

export function RouteProblem({ error, reset }: ErrorComponentProps) {
  return <Notice error={error} reset={reset} />;
}

function Notice({ error, reset }: { error: unknown; reset?: () => void }) {
  const { t } = useTranslation();
  const router = useRouter();
  return (
    <main className="notice-page">
      <h1>{error !== null ? t('problem.page_title') : t('problem.unknown_address')}</h1>
      {error !== null && <ProblemText error={error} />}
      <div className="notice-actions">
        {error !== null && (
          <Button
            type="primary"
            onClick={() => {
              reset?.();
              void router.invalidate();
            }}
          >
            {t('app.try_again')}
          </Button>
        )}
        <Button onClick={() => void router.navigate({ to: '/' })}>{t('app.to_home')}</Button>
      </div>
    </main>
  );
}
