import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { App, Button, Dropdown, Input, type MenuProps, Modal } from 'antd';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRecordSchema, useSession } from '@/api/queries';
import type { AnalysisSearch } from '@/app/router';
import { useProblemText } from '@/kernel/problem_text';
import { presets_of } from './presets';
import type { Offer } from './report';
import { change_report, is_changed, remove_report, type SavedReport, save_report, saved_query, search_of_saved } from './saved';

interface ReportMenuProps {
  offer: Offer;
  asked: AnalysisSearch;
}

/** What can be done with the address and with the saved analysis that is open; each says whether it was done. */
function useKeeping(asked: AnalysisSearch, open: SavedReport | undefined) {
  const { t } = useTranslation();
  const { message, modal } = App.useApp();
  const problem_text = useProblemText();
  const navigate = useNavigate();
  const go = (search: AnalysisSearch) => void navigate({ to: '/analysis', search });
  const attempt = async (work: () => Promise<unknown>, said?: string) => {
    try {
      await work();
      if (said) void message.success(said);
    } catch (error) {
      void message.error(problem_text(error));
    }
  };
  return {
    go,
    copy_link: () => attempt(() => navigator.clipboard.writeText(window.location.href), t('view.link_copied')),
    save: (name: string) => attempt(async () => go({ ...asked, report: (await save_report(name, asked)).id }), t('analysis.kept')),
    rename: (name: string) => attempt(async () => open && (await change_report(open, { name })), t('analysis.kept')),
    update: () => attempt(async () => open && (await change_report(open, asked)), t('analysis.kept')),
    remove: async () => {
      if (!open) return;
      const is_sure = await modal.confirm({
        title: t('analysis.remove_sure', { name: open.name }),
        okText: t('analysis.remove'),
        cancelText: t('app.cancel'),
        okButtonProps: { danger: true, type: 'default' },
      });
      if (!is_sure) return;
      await attempt(() => remove_report(open));
      go({ ...asked, report: undefined });
    },
  };
}

/** The questions that are asked often, those that somebody kept, and what can be done with the one that is open. */
export function ReportMenu({ offer, asked }: ReportMenuProps) {
  const { t } = useTranslation();
  const record = useRecordSchema('analysis_reports');
  const saved = useQuery({ ...saved_query, enabled: record !== undefined }).data?.items ?? [];
  const me = useSession()?.account.id;
  const [dialog, set_dialog] = useState<'new' | 'rename' | null>(null);
  const open = saved.find((one) => one.id === asked.report);
  const may_change = open !== undefined && record?.can.update === true;
  const is_other = open !== undefined && is_changed(open, asked);
  const keeping = useKeeping(asked, open);
  const presets = presets_of(offer);
  const entry = (one: SavedReport) => ({
    key: `open:${one.id}`,
    label: one.owner === null || one.owner.id === me ? one.name : t('analysis.saved_by', { name: one.name, owner: one.owner.title }),
  });

  const items: MenuProps['items'] = [
    {
      type: 'group',
      label: t('analysis.presets'),
      children: presets.map((one) => ({ key: `preset:${one.name}`, label: t(`analysis.preset_${one.name}`) })),
    },
    ...(saved.length > 0 ? [{ type: 'group' as const, label: t('analysis.saved'), children: saved.map(entry) }] : []),
    { type: 'divider' },
    ...(record?.can.create ? [{ key: 'new', label: t('analysis.save_as') }] : []),
    ...(may_change && is_other ? [{ key: 'update', label: t('view.update', { name: open?.name }) }] : []),
    ...(may_change ? [{ key: 'rename', label: t('analysis.rename') }] : []),
    { key: 'copy', label: t('view.copy_link') },
    ...(may_change ? [{ key: 'remove', label: t('analysis.remove'), danger: true }] : []),
  ];
  const on_click: MenuProps['onClick'] = ({ key }) => {
    const [what, name] = key.split(':');
    const report = saved.find((one) => one.id === name);
    if (what === 'preset') keeping.go(presets.find((one) => one.name === name)?.search ?? {});
    else if (what === 'open' && report) keeping.go(search_of_saved(report));
    else if (key === 'new' || key === 'rename') set_dialog(key);
    else if (key === 'copy') void keeping.copy_link();
    else if (key === 'update') void keeping.update();
    else if (key === 'remove') void keeping.remove();
  };
  const keep = (name: string) => {
    set_dialog(null);
    void (dialog === 'rename' ? keeping.rename(name) : keeping.save(name));
  };
  return (
    <>
      <Dropdown trigger={['click']} menu={{ items, onClick: on_click }}>
        <Button aria-haspopup="menu">
          <span>{open?.name ?? t('analysis.open')}</span>
          {is_other && <span className="quiet">{t('view.changed')}</span>}
          <span aria-hidden="true">▾</span>
        </Button>
      </Dropdown>
      {dialog && <NameDialog name={dialog === 'rename' ? (open?.name ?? '') : ''} on_cancel={() => set_dialog(null)} on_save={keep} />}
    </>
  );
}

function NameDialog({ name, on_cancel, on_save }: { name: string; on_cancel: () => void; on_save: (name: string) => void }) {
  const { t } = useTranslation();
  const [text, set_text] = useState(name);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (text.trim() !== '') on_save(text.trim());
  };
  return (
    <Modal open title={t(name ? 'analysis.rename' : 'analysis.save_title')} footer={null} onCancel={on_cancel}>
      <form className="dialog-fields" onSubmit={submit}>
        <label htmlFor="report-name">{t('analysis.save_name')}</label>
        <Input id="report-name" autoFocus maxLength={80} value={text} onChange={(event) => set_text(event.target.value)} />
        <p className="quiet">{t('analysis.save_help')}</p>
        <div className="dialog-actions">
          <Button onClick={on_cancel}>{t('app.cancel')}</Button>
          <Button type="primary" htmlType="submit" disabled={text.trim() === ''}>
            {t('app.save')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
