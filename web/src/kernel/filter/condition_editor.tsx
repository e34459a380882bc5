import { Button, Select } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSchema } from '@/api/queries';
import type { FieldSchema, RecordSchema, Schema } from '@/api/types';
import { filterable_paths, resolve_path } from '../fields/paths';
import { field_ui } from '../fields/registry';
import './value_filters';
import type { Condition, Operator } from './model';

interface ConditionEditorProps {
  record: RecordSchema;
  condition?: Condition;
  on_done: (condition: Condition) => void;
  /** The words for a second condition that makes a group with this one. */
  beside?: string;
  on_beside?: () => void;
}

/** `within` asks for a tree on the other side of the link. */
function operators_of(schema: Schema, field: FieldSchema): Operator[] {
  const is_tree = schema.records.find((record) => record.name === field.target)?.tree === true;
  return field_ui(field.kind, 'operators').filter((operator) => is_tree || !operator.endsWith('within'));
}

/** One value and many are the same choice in the builder; `=` is only how one value is written. */
function shown_operator(operator: Operator, offered: Operator[]): Operator {
  if (offered.includes(operator)) return operator;
  return operator === '=' && offered.includes('in') ? 'in' : (offered[0] ?? '=');
}

function is_complete({ operator, values }: Condition): boolean {
  if (operator === 'empty' || operator === 'not_empty') return true;
  return values.some((value) => value !== '');
}

export default function ConditionEditor({ record, condition, on_done, beside, on_beside }: ConditionEditorProps) {
  const { t } = useTranslation();
  const id = useId();
  const schema = useSchema();
  const [draft, set_draft] = useState<Condition | null>(condition ?? null);
  const field = draft ? resolve_path(schema, record, draft.path)?.field : undefined;
  const offered = field ? operators_of(schema, field) : [];
  const operator = draft ? shown_operator(draft.operator, offered) : '=';
  const { own, linked } = filterable_paths(schema, record);
  const option = ({ path, label }: { path: string; label: string }) => ({ value: path, label });
  const ValueFilter = field ? field_ui(field.kind, 'filter') : null;

  function choose_path(path: string) {
    const chosen = resolve_path(schema, record, path)?.field;
    if (!chosen) return;
    const first = schema && operators_of(schema, chosen)[0];
    set_draft({ kind: 'condition', path, operator: first ?? '=', values: [] });
  }

  return (
    <form
      className="condition-editor"
      onSubmit={(event) => {
        event.preventDefault();
        if (draft && is_complete(draft)) on_done({ ...draft, operator });
      }}
    >
      <label htmlFor={`${id}-field`}>{t('filter.field')}</label>
      <Select
        id={`${id}-field`}
        autoFocus={!condition}
        showSearch={{ optionFilterProp: 'label' }}
        placeholder={t('filter.choose_field')}
        options={[
          { label: record.label, options: own.map(option) },
          ...(linked.length > 0 ? [{ label: t('filter.linked'), options: linked.map(option) }] : []),
        ]}
        value={draft?.path}
        onChange={choose_path}
      />
      {draft && field && (
        <>
          <label htmlFor={`${id}-operator`}>{t('filter.condition')}</label>
          <Select
            id={`${id}-operator`}
            options={offered.map((one) => ({ value: one, label: t(`filter.operator.${one}`) }))}
            value={operator}
            onChange={(next: Operator) => set_draft({ ...draft, operator: next, values: [] })}
          />
          {ValueFilter && operator !== 'empty' && operator !== 'not_empty' && (
            <ValueFilter
              key={`${draft.path}:${operator}`}
              field={field}
              operator={operator}
              values={draft.values}
              on_change={(values) => set_draft({ ...draft, values })}
            />
          )}
        </>
      )}
      <div className="condition-actions">
        {on_beside && (
          <Button type="text" onClick={on_beside}>
            {beside}
          </Button>
        )}
        <Button type="primary" htmlType="submit" disabled={!draft || !is_complete({ ...draft, operator })}>
          {t('filter.apply')}
        </Button>
      </div>
    </form>
  );
}
