import { Modal, Switch } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { are_shortcuts_on, turn_shortcuts } from '@/kernel/shortcuts';

const shown: { keys: string; meaning: string }[] = [
  { keys: 'Ctrl K', meaning: 'shortcuts.palette' },
  { keys: '?', meaning: 'shortcuts.sheet' },
  { keys: 'g h', meaning: 'shortcuts.go_home' },
  { keys: 'g m', meaning: 'shortcuts.go_mentions' },
  { keys: 'g c', meaning: 'shortcuts.go_customers' },
  { keys: 'g o', meaning: 'shortcuts.go_orders' },
  { keys: '/', meaning: 'shortcuts.search' },
  { keys: 'c', meaning: 'shortcuts.create' },
  { keys: 'e', meaning: 'shortcuts.edit' },
  { keys: 'Ctrl Enter', meaning: 'shortcuts.save' },
  { keys: 'Ctrl P', meaning: 'shortcuts.print' },
  { keys: 'j k', meaning: 'shortcuts.grid_rows' },
  { keys: '↑ ↓ ← →', meaning: 'shortcuts.grid_move' },
  { keys: 'Enter', meaning: 'shortcuts.grid_open' },
  { keys: 'Tab · Esc', meaning: 'shortcuts.cell_edit' },
  { keys: 'x · Space', meaning: 'shortcuts.grid_choose' },
  { keys: 'Shift ↑ ↓', meaning: 'shortcuts.grid_extend' },
  { keys: 'z', meaning: 'shortcuts.undo' },
  { keys: 'Shift ← →', meaning: 'shortcuts.column_width' },
  { keys: 'Ctrl Shift ← →', meaning: 'shortcuts.column_move' },
];

export default function ShortcutsDialog({ on_close }: { on_close: () => void }) {
  const { t } = useTranslation();
  const [on, set_on] = useState(are_shortcuts_on());
  return (
    <Modal open title={t('shortcuts.title')} footer={null} onCancel={on_close}>
      <div className="dialog-fields">
        <dl className="shortcut-list">
          {shown.map(({ keys, meaning }) => (
            <div key={keys}>
              <dt>
                <kbd>{keys}</kbd>
              </dt>
              <dd>{t(meaning)}</dd>
            </div>
          ))}
        </dl>
        <div className="switch-row">
          <span id="shortcuts-on">{t('shortcuts.single_keys')}</span>
          <Switch
            aria-labelledby="shortcuts-on"
            checked={on}
            onChange={(next) => {
              turn_shortcuts(next);
              set_on(next);
            }}
          />
        </div>
      </div>
    </Modal>
  );
}
