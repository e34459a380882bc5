import { DownloadOutlined } from '@ant-design/icons';
import { App, Button, Dropdown } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api_url } from '@/api/client';
import { problem_from } from '@/api/problem';
import { useProblemText } from '@/kernel/problem_text';
import type { Question } from './report';

type FileKind = 'xlsx' | 'pdf';

/** What is shown, as a file. */
export function TakeAway({ path, question }: { path: string; question: Question }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const problem_text = useProblemText();
  const [is_busy, set_busy] = useState(false);
  const take = async (kind: FileKind) => {
    set_busy(true);
    try {
      await take_away(path, question, kind);
    } catch (error) {
      void message.error(problem_text(error));
    } finally {
      set_busy(false);
    }
  };
  const items = [
    { key: 'xlsx', label: t('analysis.to_xlsx') },
    { key: 'pdf', label: t('analysis.to_pdf') },
  ];
  return (
    <Dropdown trigger={['click']} menu={{ items, onClick: ({ key }) => void take(key as FileKind) }}>
      <Button aria-haspopup="menu" loading={is_busy} icon={<DownloadOutlined aria-hidden />}>
        {t('analysis.take_away')}
      </Button>
    </Dropdown>
  );
}

/** Fetched and not followed as a link, so that it comes in the language of the page and a refusal can be shown. */
async function take_away(path: string, question: Question, format: FileKind): Promise<void> {
  const response = await fetch(api_url(path, { ...question, format }), {
    headers: { 'Accept-Language': document.documentElement.lang },
    credentials: 'same-origin',
  });
  if (!response.ok) throw problem_from(response.status, await response.text(), response.headers.get('Retry-After'));
  const named = /filename\*=UTF-8''([^;]+)/.exec(response.headers.get('Content-Disposition') ?? '');
  const link = document.createElement('a');
  link.href = URL.createObjectURL(await response.blob());
  link.download = named?.[1] ? decodeURIComponent(named[1]) : `analysis.${format}`;
  link.click();
  URL.revokeObjectURL(link.href);
}
