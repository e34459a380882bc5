import { App, Button, Mentions } from 'antd';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '@/api/client';
import type { Link, Page } from '@/api/types';
import { useProblemText } from '../problem_text';
import { is_composing } from '../shortcuts';
import { mentioned_in } from './comments';

const longest = 4000;
const typing_ms = 150;

interface ComposerProps {
  record: string;
  id: string;
  label: string;
  action: string;
  initial?: { text: string; mentions: Link[] };
  save: (text: string, mentions: Link[]) => Promise<void>;
  on_cancel?: () => void;
}

/** What somebody has to say about a record; @ offers those who may read it. Ctrl+Enter sends. */
export function Composer({ record, id, label, action, initial, save, on_cancel }: ComposerProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const problem_text = useProblemText();
  const [text, set_text] = useState(initial?.text ?? '');
  const [offered, set_offered] = useState<Link[]>([]);
  const [busy, set_busy] = useState(false);
  const chosen = useRef<Link[]>(initial?.mentions ?? []);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  function search(words: string) {
    clearTimeout(timer.current);
    timer.current = setTimeout(async () => {
      const readers = await request<Page<Link>>(`/${record}/${id}/readers`, { query: { q: words } }).catch(() => null);
      set_offered(readers?.items ?? []);
    }, typing_ms);
  }

  async function send() {
    if (busy || text.trim() === '') return;
    set_busy(true);
    try {
      await save(text.trim(), mentioned_in(text, chosen.current));
      set_text('');
      chosen.current = [];
    } catch (error) {
      message.error(problem_text(error));
    } finally {
      set_busy(false);
    }
  }

  return (
    <div className="composer">
      <Mentions
        aria-label={label}
        placeholder={label}
        value={text}
        maxLength={longest}
        rows={2}
        filterOption={false}
        options={offered.map((account) => ({ value: account.title, label: account.title, key: account.id, account }))}
        onChange={set_text}
        onSearch={search}
        onSelect={(option) => {
          chosen.current.push((option as unknown as { account: Link }).account);
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || is_composing(event.nativeEvent)) return;
          event.preventDefault();
          void send();
        }}
      />
      <div className="composer-actions">
        <span className="quiet composer-hint">{t('timeline.hint')}</span>
        {on_cancel && <Button onClick={on_cancel}>{t('app.cancel')}</Button>}
        <Button type="primary" loading={busy} disabled={text.trim() === ''} onClick={() => void send()}>
          {action}
        </Button>
      </div>
    </div>
  );
}
