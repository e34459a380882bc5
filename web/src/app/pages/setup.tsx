import { useNavigate } from '@tanstack/react-router';
import { Button, Input } from 'antd';
import { type SubmitEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '@/api/client';
import { is_problem } from '@/api/problem';
import type { Session } from '@/api/types';
import { ProblemText } from '@/kernel/problem_text';
import { Entrance, EntranceField } from './entrance';
import { enter } from './sign_in';

const shortest_password = 10;

interface Draft {
  name: string;
  login: string;
  password: string;
  again: string;
}

export function SetupPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [draft, set_draft] = useState<Draft>({ name: '', login: '', password: '', again: '' });
  const [busy, set_busy] = useState(false);
  const [problem, set_problem] = useState<unknown>(null);
  const [errors, set_errors] = useState<Partial<Record<keyof Draft, string>>>({});
  // The token stays behind the # so that it never reaches a server's log, and is not kept anywhere else.
  const token = window.location.hash.slice(1);

  useEffect(() => {
    document.title = `${t('setup.title')} · ${t('app.name')}`;
  }, [t]);

  async function submit(event: SubmitEvent) {
    event.preventDefault();
    const found: Partial<Record<keyof Draft, string>> = {};
    if (draft.password.length < shortest_password) found.password = t('session.password_short', { count: shortest_password });
    if (draft.password !== draft.again) found.again = t('session.password_differs');
    set_errors(found);
    set_problem(null);
    if (Object.keys(found).length > 0) return;
    set_busy(true);
    try {
      const body = { token, login: draft.login.trim(), name: draft.name.trim(), password: draft.password };
      await enter(await request<Session>('/setup', { method: 'POST', body }));
      await navigate({ to: '/' });
    } catch (error) {
      set_problem(error);
      if (is_problem(error)) set_errors(Object.fromEntries(error.errors.map((one) => [one.field, one.message])));
      set_busy(false);
    }
  }

  const field = (name: keyof Draft, label: string, type: 'text' | 'password', complete: string, help?: string) => (
    <EntranceField id={name} label={label} error={errors[name]} help={help}>
      {(aria) => (
        <Input
          {...aria}
          type={type}
          size="large"
          required
          autoComplete={complete}
          autoCapitalize="none"
          status={errors[name] ? 'error' : undefined}
          value={draft[name]}
          onChange={(event) => set_draft({ ...draft, [name]: event.target.value })}
        />
      )}
    </EntranceField>
  );

  return (
    <Entrance title={t('setup.title')} lead={t('setup.lead')}>
      {!token && (
        <p className="entrance-notice" role="status">
          {t('setup.no_token')}
        </p>
      )}
      <form onSubmit={submit}>
        {problem !== null && <ProblemText error={problem} />}
        {field('name', t('setup.name'), 'text', 'name')}
        {field('login', t('session.login'), 'text', 'username', t('setup.login_help'))}
        {field('password', t('session.password'), 'password', 'new-password', t('session.password_help', { count: shortest_password }))}
        {field('again', t('session.password_again'), 'password', 'new-password')}
        <Button type="primary" size="large" htmlType="submit" block loading={busy} disabled={!token}>
          {t('setup.submit')}
        </Button>
      </form>
    </Entrance>
  );
}
