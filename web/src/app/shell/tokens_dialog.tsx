import { useQuery } from '@tanstack/react-query';
import { Button, Input, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { new_key, request } from '@/api/client';
import { query_client } from '@/api/queries';
import type { Page, Token } from '@/api/types';
import { ProblemText } from '@/kernel/problem_text';

const tokens_key = ['tokens'];

export default function TokensDialog({ on_close }: { on_close: () => void }) {
  const { t } = useTranslation();
  const [name, set_name] = useState('');
  const [made, set_made] = useState<Token | null>(null);
  const [problem, set_problem] = useState<unknown>(null);
  const tokens = useQuery({ queryKey: tokens_key, queryFn: () => request<Page<Token>>('/tokens') });

  async function attempt(action: () => Promise<void>) {
    set_problem(null);
    try {
      await action();
      await query_client.invalidateQueries({ queryKey: tokens_key });
    } catch (error) {
      set_problem(error);
    }
  }

  const make = () =>
    attempt(async () => {
      set_made(await request<Token>('/tokens', { method: 'POST', body: { name: name.trim() }, idempotency_key: new_key() }));
      set_name('');
    });
  const revoke = (token: Token) => attempt(() => request(`/tokens/${token.id}`, { method: 'DELETE' }));

  return (
    <Modal open title={t('tokens.title')} footer={null} onCancel={on_close}>
      <div className="dialog-fields">
        <p className="quiet">{t('tokens.lead')}</p>
        {problem !== null && <ProblemText error={problem} />}
        {tokens.isError && <ProblemText error={tokens.error} />}
        {made?.token && (
          <div className="token-made" role="status">
            <p>{t('tokens.made_once')}</p>
            <code>{made.token}</code>
          </div>
        )}
        <ul className="token-list">
          {tokens.data?.items.map((token) => (
            <li key={token.id}>
              <span>{token.name}</span>
              <span className="quiet number">{token.expires_on ? t('tokens.until', { day: token.expires_on }) : t('tokens.no_end')}</span>
              <Button size="small" danger onClick={() => void revoke(token)}>
                {t('tokens.revoke')}
              </Button>
            </li>
          ))}
          {tokens.data?.items.length === 0 && <li className="quiet">{t('tokens.none')}</li>}
        </ul>
        <form
          className="token-new"
          onSubmit={(event) => {
            event.preventDefault();
            void make();
          }}
        >
          <Input
            aria-label={t('tokens.name')}
            placeholder={t('tokens.name')}
            value={name}
            onChange={(event) => set_name(event.target.value)}
          />
          <Button type="primary" htmlType="submit" disabled={name.trim() === ''}>
            {t('tokens.make')}
          </Button>
        </form>
      </div>
    </Modal>
  );
}
