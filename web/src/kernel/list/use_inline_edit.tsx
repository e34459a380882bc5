import { App } from 'antd';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '@/api/client';
import { is_problem } from '@/api/problem';
import { refresh_after_change, useSchema } from '@/api/queries';
import type { RecordData, RecordSchema, Value } from '@/api/types';
import { body_for_update, type Draft, draft_of, writable_fields } from '../form/draft';
import type { GridColumn } from '../grid/model';
import type { EditedCell } from '../grid/record_grid';
import { useProblemText } from '../problem_text';
import type { Then } from './cell_editor';

const CellEditor = lazy(() => import('./cell_editor'));
const CompareDialog = lazy(() => import('./compare'));

interface Editing {
  cell: EditedCell;
  /** The record as it stood when the editor opened: what is sent is held against this version. */
  data: RecordData;
  error: string | null;
}

interface Conflict {
  base: Draft;
  mine: Draft;
  theirs: RecordData;
}

export interface InlineEdit {
  cell: EditedCell | null;
  editor: ReactNode;
  dialog: ReactNode;
  begin: (row: RecordData, column: string) => void;
}

/** Which columns of a list can be edited in place: written one by one, and not the one that leads to the record. */
export function editable_columns(record: RecordSchema, title: string): string[] {
  if (!record.can.update || record.parent !== null) return [];
  return writable_fields(record, 'edit')
    .map(({ name }) => name)
    .filter((name) => name !== title);
}

/** Editing one cell of a list: held against the version it was opened at, compared field by field when somebody was faster. */
export function useInlineEdit(record: RecordSchema, columns: GridColumn<RecordData>[]): InlineEdit {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const problem_text = useProblemText();
  const schema = useSchema();
  const [editing, set_editing] = useState<Editing | null>(null);
  const [conflict, set_conflict] = useState<Conflict | null>(null);
  const path = (id: string) => `/${record.name}/${id}`;
  const fail = (error: unknown) => void message.error(problem_text(error));

  async function open(id: string, column: string) {
    try {
      const data = await request<RecordData>(path(id));
      if (data.can?.update) set_editing({ cell: { row: id, column }, data, error: null });
      else void message.info(t('inline.closed'));
    } catch (error) {
      fail(error);
    }
  }

  function beside(column: string, then: Then): string | undefined {
    const names = columns.filter(({ is_editable }) => is_editable).map(({ key }) => key);
    return names[names.indexOf(column) + (then === 'next' ? 1 : -1)];
  }

  async function save(base: Draft, draft: Draft, against: RecordData): Promise<void> {
    const body = body_for_update(record, schema, base, draft);
    if (Object.keys(body).length === 0) return;
    const saved = await request<RecordData>(path(against.id), { method: 'PATCH', body, version: against.version });
    await refresh_after_change(record.name, saved);
  }

  async function commit({ cell, data }: Editing, value: Value | undefined, then: Then) {
    const base = draft_of(record, schema, data);
    const mine: Draft = { ...base, values: { ...base.values, [cell.column]: value } };
    try {
      await save(base, mine, data);
      const next = then === 'stay' ? undefined : beside(cell.column, then);
      set_editing(null);
      if (next) await open(cell.row, next);
    } catch (error) {
      if (is_problem(error, 'stale')) {
        set_editing(null);
        set_conflict({ base, mine, theirs: await request<RecordData>(path(cell.row)) });
      } else if (is_problem(error) && error.status === 400) {
        const said = error.errors.find(({ field }) => field === cell.column)?.message;
        set_editing({ cell, data, error: said ?? problem_text(error) });
      } else {
        set_editing(null);
        fail(error);
      }
    }
  }

  async function settle(merged: Draft, { theirs }: Conflict) {
    set_conflict(null);
    try {
      await save(draft_of(record, schema, theirs), merged, theirs);
    } catch (error) {
      fail(error);
      await refresh_after_change(record.name);
    }
  }

  const field = record.fields.find(({ name }) => name === editing?.cell.column);
  return {
    cell: editing?.cell ?? null,
    begin: (row, column) => void open(row.id, column),
    editor: editing && field && (
      <Suspense>
        <CellEditor
          key={`${editing.cell.row}:${field.name}`}
          field={field}
          value={editing.data[field.name] as Value}
          error={editing.error}
          on_commit={(value, then) => void commit(editing, value, then)}
          on_cancel={() => set_editing(null)}
        />
      </Suspense>
    ),
    dialog: conflict && (
      <Suspense>
        <CompareDialog
          record={record}
          base={conflict.base}
          mine={conflict.mine}
          theirs={draft_of(record, schema, conflict.theirs)}
          on_cancel={() => {
            set_conflict(null);
            void refresh_after_change(record.name);
          }}
          on_choose={(merged) => void settle(merged, conflict)}
        />
      </Suspense>
    ),
  };
}
