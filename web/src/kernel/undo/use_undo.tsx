import { App, Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useShortcut } from '../shortcuts';

const undo_seconds = 10;

/** Says what has just been done, and for a while lets it be taken back. `key` tells what it was done to: what is said anew replaces what was. */
export function useUndo(): (key: string, said: ReactNode, undo: () => Promise<void>) => void {
  const { message } = App.useApp();
  return (of, said, undo) => {
    const key = `undo:${of}`;
    const take_back = () => {
      message.destroy(key);
      void undo();
    };
    message.success({ key, duration: undo_seconds, content: <Offer said={said} on_undo={take_back} /> });
  };
}

function Offer({ said, on_undo }: { said: ReactNode; on_undo: () => void }) {
  const { t } = useTranslation();
  useShortcut('z', on_undo);
  return (
    <span>
      {said}
      <Button type="link" size="small" aria-keyshortcuts="z" onClick={on_undo}>
        {t('app.undo')}
      </Button>
    </span>
  );
}
