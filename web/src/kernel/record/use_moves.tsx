import { useNavigate } from '@tanstack/react-router';
import { App } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { new_key, request } from '@/api/client';
import { is_problem } from '@/api/problem';
import { refresh_after_change, useSchema } from '@/api/queries';
import type { MoveForm, MoveSchema, RecordData, RecordSchema } from '@/api/types';
import { useProblemText } from '../problem_text';
import { useUndo } from '../undo/use_undo';

/** Moves of a record's state, archive and restore. Dangerous moves ask first; archiving can be taken back for a while. */
export function useMoves(record: RecordSchema, data: RecordData, title: string) {
  const { t } = useTranslation();
  const { message, modal } = App.useApp();
  const problem_text = useProblemText();
  const offer_undo = useUndo();
  const [busy, set_busy] = useState<string | null>(null);
  const [asking, set_asking] = useState<{ move: MoveSchema; form: MoveForm; key: string } | null>(null);
  const navigate = useNavigate();
  const schema = useSchema();

  /** The move that asks, with what it is told. A dialog has one key for all its tries, so that it is done once. */
  async function tell(told: Record<string, unknown>): Promise<void> {
    if (!asking) return;
    const options = { method: 'POST', body: told, version: data.version, idempotency_key: asking.key } as const;
    await refresh_after_change(record.name, await request<RecordData>(`/${record.name}/${data.id}/${asking.move.name}`, options));
  }

  async function post(name: string, version: number): Promise<RecordData | null> {
    set_busy(name);
    try {
      const options = { method: 'POST', version, idempotency_key: new_key() } as const;
      const changed = await request<RecordData>(`/${record.name}/${data.id}/${name}`, options);
      await refresh_after_change(record.name, changed);
      return changed;
    } catch (error) {
      message.error(is_problem(error, 'stale') ? t('record.stale_move') : problem_text(error));
      if (is_problem(error, 'stale') || is_problem(error, 'conflict')) await refresh_after_change(record.name);
      return null;
    } finally {
      set_busy(null);
    }
  }

  /** What changes the content or has lines of its own needs a page; the rest fits a dialog. */
  function ask(move: MoveSchema, form: MoveForm): void {
    const asked = schema.records.find((one) => one.name === form.record);
    if (form.edits) void navigate({ to: '/$record/$id/edit', params: { record: record.name, id: data.id }, search: { move: move.name } });
    else if (asked?.belongs_to && asked.lines.length > 0)
      void navigate({ to: '/$record/new', params: { record: asked.name }, search: { of: asked.belongs_to, id: data.id } });
    else set_asking({ move, form, key: new_key() });
  }

  async function move(name: string): Promise<void> {
    const move = record.moves.find((one) => one.name === name);
    if (move?.form) return ask(move, move.form);
    if (move?.danger) {
      const is_sure = await modal.confirm({
        title: t('record.sure', { move: move.label, title }),
        okText: move.label,
        cancelText: t('app.cancel'),
        okButtonProps: { danger: true, type: 'default' },
      });
      if (!is_sure) return;
    }
    const changed = await post(name, data.version);
    if (!changed) return;
    if (name === 'archive')
      offer_undo(data.id, t('record.archived_now', { title }), async () => {
        if (await post('restore', changed.version)) message.success(t('record.restored', { title }));
      });
    else message.success(name === 'restore' ? t('record.restored', { title }) : t('record.moved', { move: move?.label ?? name }));
  }

  return { busy, move, tell, asking, stop_asking: () => set_asking(null) };
}
