import { useTranslation } from 'react-i18next';
import type { FieldSchema, RecordData, RecordSchema } from '@/api/types';
import { FieldView } from '../fields/field_view';
import { field_ui } from '../fields/registry';
import { lines_of, value_of } from './title';

const system_fields = new Set(['created_at', 'created_by', 'updated_at', 'archived', 'position']);

/** The fields of a line that mean something inside its owner. */
export function line_fields(record: RecordSchema): FieldSchema[] {
  const kept = record.fields.filter((field) => field.name !== record.parent && !system_fields.has(field.name));
  const ordered = record.columns.map((name) => kept.find((field) => field.name === name));
  const rest = kept.filter((field) => !record.columns.includes(field.name));
  return [...ordered.filter((field): field is FieldSchema => field !== undefined), ...rest];
}

export function LinesTable({ name, record, data }: { name: string; record: RecordSchema; data: RecordData }) {
  const { t } = useTranslation();
  const lines = lines_of(data, name);
  const fields = line_fields(record);
  // On paper there is no room for columns that say nothing.
  const classes = fields.map((field) => {
    const is_empty = lines.every((line) => [null, undefined, ''].includes(value_of(line, field.name) as string | null | undefined));
    return `align-${field_ui(field.kind, 'align')}${is_empty ? ' says-nothing' : ''}`;
  });
  return (
    <section className="lines card" aria-labelledby={`lines-${name}`}>
      <h2 id={`lines-${name}`}>
        {record.label_many} <span className="quiet number">{lines.length}</span>
      </h2>
      <div className="lines-scroll" tabIndex={0} role="group" aria-labelledby={`lines-${name}`}>
        <table>
          <thead>
            <tr>
              <th scope="col" className="align-end">
                #
              </th>
              {fields.map((field, column) => (
                <th key={field.name} scope="col" className={classes[column]}>
                  {field.label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {lines.map((line, index) => (
              <tr key={line.id ?? index}>
                <td className="align-end quiet number">{index + 1}</td>
                {fields.map((field, column) => (
                  <td key={field.name} className={classes[column]}>
                    <FieldView field={field} value={value_of(line, field.name)} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
        {lines.length === 0 && <p className="quiet lines-none">{t('record.no_lines')}</p>}
      </div>
    </section>
  );
}
