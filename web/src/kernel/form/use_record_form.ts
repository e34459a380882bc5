import { useBlocker } from '@tanstack/react-router';
import { App } from 'antd';
import { type ReactNode, type RefObject, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { is_problem } from '@/api/problem';
import { useSchema } from '@/api/queries';
import type { RecordData, RecordSchema, Schema, Value } from '@/api/types';
import { useProblemText } from '../problem_text';
import { check } from './checks';
import { body_for_create, body_for_update, type Draft, type DraftLine, type Mode, writable_fields } from './draft';
import { useDuplicates } from './duplicates';
import { type Errors, map_problems, without_line } from './problems';

/** Either the record as saved, or what somebody else has made of it in the meantime. */
export type Saved = { data: RecordData; theirs?: undefined } | { theirs: RecordData; data?: undefined };

export interface RecordFormProps {
  record: RecordSchema;
  mode: Mode;
  title: string;
  /** Of a record that is there. */
  id?: string;
  initial: Draft;
  /** What the way of saving asks for beside the content; shown first. */
  asks?: ReactNode;
  /** What somebody else has made of it since it was opened, as far as is known. */
  current?: RecordData;
  save: (draft: Draft, against?: RecordData) => Promise<Saved>;
  on_saved: (data: RecordData) => void;
  on_cancel: () => void;
}

function is_changed(record: RecordSchema, schema: Schema, mode: Mode, initial: Draft, draft: Draft): boolean {
  if (mode === 'edit') return Object.keys(body_for_update(record, schema, initial, draft)).length > 0;
  const made = (one: Draft) => JSON.stringify(body_for_create(record, schema, one));
  return made(initial) !== made(draft);
}

function is_shown(record: RecordSchema, mode: Mode, path: string): boolean {
  if (writable_fields(record, mode).some((field) => field.name === path)) return true;
  return record.lines.some(({ name }) => path === name || (path.startsWith(`${name}[`) && path.includes('].')));
}

function useUnsavedGuard(is_unsaved: () => boolean): void {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  useBlocker({
    shouldBlockFn: async () => {
      if (!is_unsaved()) return false;
      const leaves = await modal.confirm({
        title: t('form.leave_title'),
        content: t('form.leave_text'),
        okText: t('form.leave'),
        cancelText: t('form.stay'),
      });
      return !leaves;
    },
    enableBeforeUnload: is_unsaved,
  });
}

/** What is typed, what is wrong with it, and the way to save it. */
export function useRecordForm({ record, mode, id, initial, save, on_saved }: RecordFormProps, form: RefObject<HTMLFormElement | null>) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const problem_text = useProblemText();
  const schema = useSchema();
  const is_leaving = useRef(false);
  const [draft, set_draft] = useState(initial);
  const [errors, set_errors] = useState<Errors>({});
  const [rest, set_rest] = useState<string[]>([]);
  const [busy, set_busy] = useState(false);
  const [theirs, set_theirs] = useState<RecordData | null>(null);
  const duplicates = useDuplicates(record, mode, initial, draft, id);
  useUnsavedGuard(() => !is_leaving.current && is_changed(record, schema, mode, initial, draft));

  function show(found: Errors, others: string[]) {
    set_errors(found);
    set_rest(others);
    requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid=true], .form-problems')?.focus());
  }

  function refuse(error: unknown) {
    if (!is_problem(error)) return show({}, [problem_text(error)]);
    const mapped = map_problems(error.errors, (path) => is_shown(record, mode, path));
    show(mapped.errors, error.errors.length === 0 ? [problem_text(error)] : mapped.rest);
  }

  async function attempt(next: Draft, against?: RecordData) {
    const words = { required: t('form.required'), number: t('form.not_a_number'), whole: t('form.not_whole') };
    const found = check(record, schema, next, mode, words);
    if (Object.keys(found).length > 0) return show(found, []);
    set_busy(true);
    try {
      if (await duplicates.stops(next)) return;
      const saved = await save(next, against);
      if (saved.theirs) return set_theirs(saved.theirs);
      is_leaving.current = true;
      message.success(t('form.saved'));
      on_saved(saved.data);
    } catch (error) {
      refuse(error);
    } finally {
      set_busy(false);
    }
  }

  const mend = (path: string) => set_errors(({ [path]: _, ...others }) => others);
  return {
    draft,
    errors,
    rest,
    busy,
    theirs,
    duplicates,
    mend,
    submit: () => void (busy || attempt(draft)),
    change: (name: string, value: Value) => {
      set_draft((before) => ({ ...before, values: { ...before.values, [name]: value } }));
      mend(name);
    },
    change_lines: (name: string, lines: DraftLine[]) => set_draft((before) => ({ ...before, lines: { ...before.lines, [name]: lines } })),
    forget_line: (name: string, index: number) => set_errors((before) => without_line(before, name, index)),
    compare: (current: RecordData) => set_theirs(current),
    back_to_editing: () => set_theirs(null),
    save_merged: (merged: Draft, against: RecordData) => {
      set_theirs(null);
      set_draft(merged);
      void attempt(merged, against);
    },
  };
}
