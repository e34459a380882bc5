import { App, Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

const undo_seconds = 10;

/** Says what has just been done, and for a while lets it be taken back. `key` tells what it was done to: what is said anew replaces what was. */
export function useUndo(): (key: string, said: ReactNode, undo: () => Promise<void>) => void {
  const { t } = useTranslation();
  const { message } = App.useApp();
  return (of, said, undo) => {
    const key = `undo:${of}`;
    message.success({
      key,
      duration: undo_seconds,
      content: (
        <span>
          {said}
          <Button
            type="link"
            size="small"
            onClick={() => {
              message.destroy(key);
              void undo();
            }}
          >
            {t('app.undo')}
          </Button>
        </span>
      ),
    });
  };
}
