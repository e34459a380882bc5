import './live.css';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '@/api/client';
import { is_problem } from '@/api/problem';
import { schema_query, useSession } from '@/api/queries';
import { mark_fresh } from './fresh';
import { LiveStream } from './stream';
import { is_known, is_said, Toucher } from './touch';

const patience_ms = 10_000;
const request_ms = 5_000;

/** Keeps what is on the screen as it is on the server, and says so when it cannot. */
export function Live() {
  const client = useQueryClient();
  const account = useSession()?.account.id;
  const [is_connected, set_connected] = useState(true);

  useEffect(() => {
    if (account === undefined) return;
    const toucher = new Toucher(client, () => client.getQueryData(schema_query.queryKey));
    const stream = new LiveStream({
      on_changes: (changes) => {
        const news = changes.filter((change) => !is_known(client, change, account));
        mark_fresh(news.filter((change) => change.action !== 'gone' && !is_said(change) && change.by?.id !== account));
        toucher.touch(news);
      },
      on_missed: (quiet_ms) => {
        const since = quiet_ms === undefined ? Number.POSITIVE_INFINITY : Date.now() - quiet_ms;
        void client.invalidateQueries({
          predicate: ({ queryKey, state }) =>
            queryKey[0] !== 'session' && queryKey[0] !== 'schema' && state.dataUpdatedAt - request_ms < since,
        });
      },
      still_signed_in: async () => {
        try {
          await request('/schema'); // whose refusal leads to the sign-in page, like that of any request
          return true;
        } catch (error) {
          return !is_problem(error, 'unauthenticated');
        }
      },
      on_connected: set_connected,
    });
    return () => {
      stream.stop();
      toucher.stop();
    };
  }, [client, account]);

  return <Disconnected is_connected={is_connected} />;
}

/** Only after a while: a server that is restarted is back before anybody needs to know. */
function Disconnected({ is_connected }: { is_connected: boolean }) {
  const { t } = useTranslation();
  const [shown, set_shown] = useState(false);
  useEffect(() => {
    if (is_connected) return set_shown(false);
    const timer = setTimeout(() => set_shown(true), patience_ms);
    return () => clearTimeout(timer);
  }, [is_connected]);
  return (
    <div className="live-state" role="status">
      {shown && <span>{t('live.disconnected')}</span>}
    </div>
  );
}
