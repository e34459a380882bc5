import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Input } from 'antd';
import { type SubmitEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '@/api/client';
import { query_client, schema_query, session_query } from '@/api/queries';
import type { Session } from '@/api/types';
import { ProblemText } from '@/kernel/problem_text';
import { use_locale } from '../i18n';
import { Entrance, EntranceField } from './entrance';

interface Demo {
  password: string;
  accounts: { login: string; name: string; role: string }[];
}

interface Setup {
  setup_needed: boolean;
  demo?: Demo;
}

/** What follows every way of becoming signed in: the account's language, a fresh schema, the page asked for. */
export async function enter(session: Session): Promise<void> {
  query_client.clear();
  if (session.account.locale) await use_locale(session.account.locale);
  query_client.setQueryData(session_query.queryKey, session);
  await query_client.ensureQueryData(schema_query);
}

/** Only a path of this app: an address from outside must not be able to send somebody elsewhere after signing in. */
export function safe_path(to: string | undefined): string {
  return to && /^\/(?![/\\])/.test(to) ? to : '/';
}

export function SignInPage() {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const { to } = useSearch({ from: '/sign-in' });
  const [login, set_login] = useState('');
  const [password, set_password] = useState('');
  const [busy, set_busy] = useState(false);
  const [problem, set_problem] = useState<unknown>(null);
  const setup = useQuery({ queryKey: ['setup', i18n.language], queryFn: () => request<Setup>('/setup'), staleTime: 0 });

  useEffect(() => {
    document.title = `${t('session.sign_in')} · ${t('app.name')}`;
  }, [t]);

  async function sign_in(body: { login: string; password: string }) {
    set_busy(true);
    set_problem(null);
    try {
      await enter(await request<Session>('/session', { method: 'POST', body }));
      await navigate({ href: safe_path(to) });
    } catch (error) {
      set_problem(error);
      set_busy(false);
    }
  }

  function submit(event: SubmitEvent) {
    event.preventDefault();
    void sign_in({ login: login.trim(), password });
  }

  const demo = setup.data?.demo;
  return (
    <Entrance title={t('session.sign_in')} lead={t('session.lead')}>
      {setup.data?.setup_needed && (
        <p className="entrance-notice" role="status">
          {t('session.setup_needed')}
        </p>
      )}
      <form onSubmit={submit}>
        {problem !== null && <ProblemText error={problem} />}
        <EntranceField id="login" label={t('session.login')}>
          {(aria) => (
            <Input
              {...aria}
              size="large"
              autoComplete="username"
              autoCapitalize="none"
              autoFocus
              required
              value={login}
              onChange={(event) => set_login(event.target.value)}
            />
          )}
        </EntranceField>
        <EntranceField id="password" label={t('session.password')}>
          {(aria) => (
            <Input
              {...aria}
              type="password"
              size="large"
              autoComplete="current-password"
              required
              value={password}
              onChange={(event) => set_password(event.target.value)}
            />
          )}
        </EntranceField>
        <Button type="primary" size="large" htmlType="submit" block loading={busy}>
          {t('session.sign_in')}
        </Button>
      </form>
      {demo && <DemoAccounts demo={demo} busy={busy} on_choose={(account) => void sign_in({ login: account, password: demo.password })} />}
    </Entrance>
  );
}

/** A demo is for looking at it through everybody's eyes: one click for each. */
function DemoAccounts({ demo, busy, on_choose }: { demo: Demo; busy: boolean; on_choose: (login: string) => void }) {
  const { t } = useTranslation();
  return (
    <section className="entrance-demo" aria-labelledby="demo-title">
      <h2 id="demo-title">{t('session.demo')}</h2>
      <p className="quiet">{t('session.demo_help', { password: demo.password })}</p>
      <ul>
        {demo.accounts.map((account) => (
          <li key={account.login}>
            <button type="button" disabled={busy} onClick={() => on_choose(account.login)}>
              <span>{account.role}</span>
              <span className="quiet">{account.name}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
