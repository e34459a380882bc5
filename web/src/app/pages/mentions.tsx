import './mentions.css';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useSchema } from '@/api/queries';
import { instant_text } from '@/kernel/fields/day';
import { ProblemText } from '@/kernel/problem_text';
import { mark_mentions_read, mentions_query } from '@/kernel/timeline/comments';
import { Waiting } from './waiting';

/** Where colleagues have spoken to one: the newest first, each leading to what was said. */
export function MentionsPage() {
  const { t } = useTranslation();
  const schema = useSchema();
  const { data, error } = useQuery(mentions_query);
  useEffect(() => {
    document.title = `${t('mentions.title')} · ${t('app.name')}`;
  }, [t]);
  if (error) return <ProblemText error={error} />;
  if (!data) return <Waiting />;

  return (
    <div className="mentions">
      <header className="mentions-header">
        <h1>{t('mentions.title')}</h1>
        {data.unread > 0 && <Button onClick={() => void mark_mentions_read()}>{t('mentions.all_read')}</Button>}
      </header>
      {data.items.length === 0 && <p className="mentions-none card quiet">{t('mentions.none')}</p>}
      <ul>
        {data.items.map((one) => (
          <li key={one.comment} className="card" data-unread={!one.read}>
            <Link to="/$record/$id" params={{ record: one.record, id: one.id }} search={{ tab: 'history' }}>
              <span className="mention-head">
                {!one.read && <span className="tag tag-info">{t('mentions.unread')}</span>}
                <strong>{one.author}</strong>
                <span>
                  {schema.records.find((record) => record.name === one.record)?.label} {one.title}
                </span>
                <time className="quiet number" dateTime={one.at}>
                  {instant_text(one.at)}
                </time>
              </span>
              <span className="mention-text">{one.text}</span>
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}
