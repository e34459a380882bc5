import { useNavigate } from '@tanstack/react-router';
import { Dropdown, type MenuProps } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '@/api/client';
import { query_client, schema_query, session_query, useSchema, useSession } from '@/api/queries';
import type { Locale, Session } from '@/api/types';
import { current_locale, locale_names, locales, use_locale } from '../i18n';
import { type ThemeChoice, useTheme } from '../theme';

const PasswordDialog = lazy(() => import('./password_dialog'));
const TokensDialog = lazy(() => import('./tokens_dialog'));
const ShortcutsDialog = lazy(() => import('./shortcuts_dialog'));

type Dialog = 'password' | 'tokens' | 'shortcuts';
const theme_choices: ThemeChoice[] = ['system', 'light', 'dark'];

/** The new words come first and the account is told afterwards: switching must not wait for the network. */
async function switch_language(locale: Locale): Promise<void> {
  await use_locale(locale);
  await query_client.invalidateQueries({ queryKey: schema_query.queryKey });
  const session = await request<Session>('/session', { method: 'PATCH', body: { locale } });
  if (session) query_client.setQueryData(session_query.queryKey, session);
  await query_client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' && queryKey[0] !== 'schema' });
}

async function sign_out(): Promise<void> {
  await request('/session', { method: 'DELETE' });
  query_client.clear();
  query_client.setQueryData(session_query.queryKey, null);
}

export function UserMenu() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { choice, choose } = useTheme();
  const [dialog, set_dialog] = useState<Dialog | null>(null);
  const account = useSession()?.account;
  const role = useSchema().roles.find((one) => one.name === account?.role)?.label ?? account?.role;
  if (!account) return null;

  const items: MenuProps['items'] = [
    {
      type: 'group',
      label: t('app.language'),
      children: locales.map((locale) => ({ key: `locale:${locale}`, label: <span lang={locale}>{locale_names[locale]}</span> })),
    },
    {
      type: 'group',
      label: t('theme.title'),
      children: theme_choices.map((one) => ({ key: `theme:${one}`, label: t(`theme.${one}`) })),
    },
    { type: 'divider' },
    { key: 'password', label: t('session.change_password') },
    { key: 'tokens', label: t('tokens.title') },
    { key: 'api', label: t('api.title') },
    { key: 'shortcuts', label: t('shortcuts.title') },
    { type: 'divider' },
    { key: 'sign_out', label: t('session.sign_out') },
  ];

  const on_click: MenuProps['onClick'] = async ({ key }) => {
    const [group, value] = key.split(':');
    if (group === 'locale') await switch_language(value as Locale);
    else if (group === 'theme') choose(value as ThemeChoice);
    else if (key === 'sign_out') {
      await sign_out();
      await navigate({ to: '/sign-in' });
    } else if (key === 'api') await navigate({ to: '/api' });
    else set_dialog(key as Dialog);
  };

  const close = () => set_dialog(null);
  return (
    <>
      <Dropdown
        trigger={['click']}
        placement="topLeft"
        menu={{
          items,
          onClick: on_click,
          selectable: true,
          multiple: true,
          selectedKeys: [`locale:${current_locale()}`, `theme:${choice}`],
        }}
      >
        <button type="button" className="user-button" aria-label={t('session.menu', { name: account.name, role })}>
          <span className="user-initial" aria-hidden="true">
            {[...account.name][0]}
          </span>
          <span className="user-names">
            <span>{account.name}</span>
            <span className="quiet">{role}</span>
          </span>
        </button>
      </Dropdown>
      <Suspense>
        {dialog === 'password' && <PasswordDialog on_close={close} />}
        {dialog === 'tokens' && <TokensDialog on_close={close} />}
        {dialog === 'shortcuts' && <ShortcutsDialog on_close={close} />}
      </Suspense>
    </>
  );
}
