import { useTranslation } from 'react-i18next';
import type { FieldSchema, RecordData, RecordSchema, Value } from '@/api/types';
import { FieldView } from '../fields/field_view';
import { field_ui } from '../fields/registry';
import { value_of } from './title';

export type GroupName = 'basics' | 'figures' | 'notes' | 'system';
const order: GroupName[] = ['basics', 'figures', 'notes', 'system'];
const system_fields = new Set(['created_at', 'created_by', 'updated_at', 'archived']);

export function fields_by_group(fields: FieldSchema[]): { name: GroupName; fields: FieldSchema[] }[] {
  const group_of = (field: FieldSchema): GroupName => (system_fields.has(field.name) ? 'system' : field_ui(field.kind, 'group'));
  return order
    .map((name) => ({ name, fields: fields.filter((field) => group_of(field) === name) }))
    .filter((group) => group.fields.length > 0);
}

interface FieldGroupsProps {
  record: RecordSchema;
  data: RecordData;
  groups: GroupName[];
}

function is_empty(value: Value | undefined): boolean {
  return value === undefined || value === null || value === '';
}

/** Notes that nobody wrote take no room. */
export function FieldGroups({ record, data, groups }: FieldGroupsProps) {
  const { t } = useTranslation();
  const shown = record.fields.filter(
    (field) =>
      field.name !== 'archived' && field.name !== record.state && !(field.kind === 'long_text' && is_empty(value_of(data, field.name))),
  );
  const chosen = fields_by_group(shown).filter((group) => groups.includes(group.name));
  return chosen.map((group) => (
    <section key={group.name} className={`field-group card field-group-${group.name}`} aria-labelledby={`group-${group.name}`}>
      <h2 id={`group-${group.name}`}>{t(`record.group.${group.name}`)}</h2>
      <dl>
        {group.fields.map((field) => (
          <div
            key={field.name}
            className={`fact align-${field_ui(field.kind, 'align')}${is_empty(value_of(data, field.name)) ? ' says-nothing' : ''}`}
          >
            <dt>{field.label}</dt>
            <dd>
              <FieldView field={field} value={value_of(data, field.name)} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  ));
}
