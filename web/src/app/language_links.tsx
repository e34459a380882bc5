import { useTranslation } from 'react-i18next';
import { query_client, schema_query } from '@/api/queries';
import { current_locale, locale_names, locales, use_locale } from './i18n';

export function LanguageLinks() {
  const { t } = useTranslation();
  return (
    <nav className="language-links" aria-label={t('app.language')}>
      {locales.map((locale) => (
        <button
          key={locale}
          type="button"
          lang={locale}
          aria-current={locale === current_locale() ? 'true' : undefined}
          onClick={async () => {
            await use_locale(locale);
            query_client.removeQueries({ queryKey: schema_query.queryKey });
          }}
        >
          {locale_names[locale]}
        </button>
      ))}
    </nav>
  );
}
