import { App, Button, Dropdown, Input, type MenuProps, Modal, Switch } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RecordSchema } from '@/api/types';
import { useProblemText } from '../problem_text';
import type { ListState } from './use_list_state';
import { change_view, remove_view, save_view, set_default_view, shows_view, state_of, type View } from './views';

type Dialog = { what: 'new' } | { what: 'change'; view: View };

/** The saved views of a list: one's own, the team's, and what can be done with the one that is open. */
export default function ViewMenu({ record, state }: { record: RecordSchema; state: ListState }) {
  const { t } = useTranslation();
  const { message, modal } = App.useApp();
  const problem_text = useProblemText();
  const [dialog, set_dialog] = useState<Dialog | null>(null);
  const { view, views, search, layout } = state;
  const is_changed = view !== null && !shows_view(record, view, search);

  const attempt = async (work: () => Promise<void>, said?: string) => {
    try {
      await work();
      if (said) message.success(said);
    } catch (error) {
      message.error(problem_text(error));
    }
  };
  const remove = async (gone: View) => {
    const is_sure = await modal.confirm({
      title: t('view.remove_sure', { name: gone.name }),
      content: gone.shared ? t('view.remove_shared') : undefined,
      okText: t('view.remove'),
      cancelText: t('app.cancel'),
      okButtonProps: { danger: true, type: 'default' },
    });
    if (!is_sure) return;
    await attempt(() => remove_view(gone));
    state.open_view(null);
  };
  const copy_link = async () => {
    await navigator.clipboard.writeText(window.location.href);
    message.success(t('view.link_copied'));
  };

  const entry = (one: View) => ({ key: `open:${one.id}`, label: one.name });
  const mine = views?.items.filter((one) => !one.shared) ?? [];
  const team = views?.items.filter((one) => one.shared) ?? [];
  const is_default = view !== null && views?.default === view.id;
  const items: MenuProps['items'] = [
    { key: 'all', label: t('view.all') },
    ...(mine.length > 0 ? [{ type: 'group' as const, label: t('view.mine'), children: mine.map(entry) }] : []),
    ...(team.length > 0 ? [{ type: 'group' as const, label: t('view.team'), children: team.map(entry) }] : []),
    { type: 'divider' },
    { key: 'new', label: t('view.save_as') },
    ...(view?.can.update ? [{ key: 'update', label: t('view.update', { name: view.name }) }] : []),
    ...(view?.can.update ? [{ key: 'change', label: t('view.change') }] : []),
    ...(view ? [{ key: 'default', label: t(is_default ? 'view.no_default' : 'view.make_default') }] : []),
    { key: 'copy', label: t('view.copy_link') },
    ...(view?.can.update ? [{ key: 'remove', label: t('view.remove'), danger: true }] : []),
  ];

  const on_click: MenuProps['onClick'] = ({ key }) => {
    if (key === 'all') return state.open_view(null);
    if (key === 'new') return set_dialog({ what: 'new' });
    if (key === 'copy') return void copy_link();
    if (key.startsWith('open:')) return state.open_view(views?.items.find((one) => `open:${one.id}` === key) ?? null);
    if (!view) return;
    if (key === 'update') void attempt(() => change_view(view, { state: state_of(search, layout) }), t('view.saved'));
    if (key === 'change') set_dialog({ what: 'change', view });
    if (key === 'default') void attempt(() => set_default_view(record.name, is_default ? null : view), t('view.saved'));
    if (key === 'remove') void remove(view);
  };

  const save = async (name: string, shared: boolean) => {
    set_dialog(null);
    await attempt(async () => {
      if (dialog?.what === 'change') return await change_view(dialog.view, { name, shared });
      const made = await save_view(record.name, name, shared, state_of(search, layout));
      state.change({ view: made.id, sort: search.sort ?? record.sort ?? undefined });
    }, t('view.saved'));
  };

  return (
    <>
      <Dropdown trigger={['click']} menu={{ items, onClick: on_click, selectable: true, selectedKeys: [view ? `open:${view.id}` : 'all'] }}>
        <button type="button" className="tool view-button" aria-haspopup="menu">
          <span>{view?.name ?? t('view.all')}</span>
          {is_changed && <span className="view-changed">{t('view.changed')}</span>}
          <span aria-hidden="true">▾</span>
        </button>
      </Dropdown>
      {dialog && <ViewDialog view={dialog.what === 'change' ? dialog.view : null} on_cancel={() => set_dialog(null)} on_save={save} />}
    </>
  );
}

interface ViewDialogProps {
  view: View | null;
  on_cancel: () => void;
  on_save: (name: string, shared: boolean) => void;
}

function ViewDialog({ view, on_cancel, on_save }: ViewDialogProps) {
  const { t } = useTranslation();
  const [name, set_name] = useState(view?.name ?? '');
  const [shared, set_shared] = useState(view?.shared ?? false);
  return (
    <Modal open title={t(view ? 'view.change' : 'view.save_as')} footer={null} onCancel={on_cancel}>
      <form
        className="dialog-fields"
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== '') on_save(name.trim(), shared);
        }}
      >
        <label htmlFor="view-name">{t('view.name')}</label>
        <Input id="view-name" autoFocus maxLength={80} value={name} onChange={(event) => set_name(event.target.value)} />
        <div className="switch-row">
          <span id="view-shared">{t('view.share')}</span>
          <Switch aria-labelledby="view-shared" checked={shared} onChange={set_shared} />
        </div>
        <div className="dialog-actions">
          <Button onClick={on_cancel}>{t('app.cancel')}</Button>
          <Button type="primary" htmlType="submit" disabled={name.trim() === ''}>
            {t('app.save')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
