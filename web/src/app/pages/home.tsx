import './home.css';
import { useQueries } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { totals_query, useSchema, useSession } from '@/api/queries';
import { group_digits } from '@/kernel/fields/decimal';
import { records_of_chapters } from '../shell/chapters';
import { FirstSteps } from './first_steps';

/** The table of contents of the regulation, with what each clause holds today. */
export function HomePage() {
  const { t } = useTranslation();
  const schema = useSchema();
  const session = useSession();
  const chapters = records_of_chapters(schema);
  const records = chapters.flatMap((chapter) => chapter.records);
  const totals = useQueries({ queries: records.map((record) => totals_query(record.name, {})) });
  const counts = new Map(records.map((record, index) => [record.name, totals[index]?.data?.count]));

  useEffect(() => {
    document.title = `${t('home.title')} · ${t('app.name')}`;
  }, [t]);

  return (
    <div className="home">
      <header className="home-header">
        <h1>{t('home.greeting', { name: session?.account.name ?? '' })}</h1>
        <p className="quiet">{t('home.lead')}</p>
      </header>
      <FirstSteps counts={counts} />
      <div className="home-chapters">
        {chapters.map((chapter) => (
          <section key={chapter.name} className="home-chapter card" aria-labelledby={`chapter-${chapter.name}`}>
            <h2 id={`chapter-${chapter.name}`}>
              {chapter.clause && <span className="home-number number">{chapter.clause}</span>}
              {chapter.label}
            </h2>
            <ul>
              {chapter.records.map((record) => {
                const count = counts.get(record.name);
                return (
                  <li key={record.name}>
                    <Link to="/$record" params={{ record: record.name }}>
                      <span className="home-clause number">{record.clause}</span>
                      <span className="home-label">{record.label_many}</span>
                      <span className="home-dots" aria-hidden="true" />
                      <span className="number">
                        {count === undefined ? '–' : t('list.count', { count, shown: group_digits(String(count)) })}
                      </span>
                    </Link>
                  </li>
                );
              })}
              {chapter.pages.map((page) => (
                <li key={page.to}>
                  <Link to={page.to}>
                    <span className="home-clause number">{page.clause}</span>
                    <span className="home-label">{t(page.title)}</span>
                  </Link>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </div>
  );
}
