import '../fields/edits';
import '../record/record.css';
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { FieldSchema, RecordSchema, Value } from '@/api/types';
import { group_digits } from '../fields/decimal';
import { field_ui } from '../fields/registry';
import { line_fields } from '../record/lines_table';
import { is_composing } from '../shortcuts';
import { type DraftLine, empty_line, type Values } from './draft';
import { line_rule } from './line_rules';
import { type Errors, line_path } from './problems';

interface LinesEditorProps {
  name: string;
  record: RecordSchema;
  lines: DraftLine[];
  errors: Errors;
  /** The values of the record whose lines these are. */
  around?: Values;
  on_change: (lines: DraftLine[]) => void;
  on_removed: (index: number) => void;
  on_mended: (path: string) => void;
}

/** The lines as a table of inputs: Enter goes down and adds a line at the end, the arrows move between lines. */
export function LinesEditor({ name, record, lines, errors, around, on_change, on_removed, on_mended }: LinesEditorProps) {
  const { t } = useTranslation();
  const table = useRef<HTMLTableElement>(null);
  const focus_next = useRef<string | null>(null);
  const rule = line_rule(record.name);
  const fields = line_fields(record).filter((field) => !field.readonly);
  const first_editable = fields[0]?.name ?? '';

  useEffect(() => {
    if (focus_next.current && focus_cell(focus_next.current)) focus_next.current = null;
  });

  function focus_cell(cell: string): boolean {
    const input = table.current?.querySelector<HTMLElement>(`[data-cell="${cell}"] input, [data-cell="${cell}"] textarea`);
    input?.focus();
    return input !== null && input !== undefined;
  }

  function add() {
    focus_next.current = `${lines.length}:${first_editable}`;
    on_change([...lines, empty_line(fields)]);
  }

  function remove(index: number) {
    on_removed(index);
    on_change(lines.filter((_, at) => at !== index));
  }

  function change(index: number, field: FieldSchema, value: Value) {
    on_mended(line_path(name, index, field.name));
    on_change(
      lines.map((line, at) => {
        if (at !== index) return line;
        const values = { ...line.values, [field.name]: value };
        return { ...line, values: rule.follow?.(field.name, values) ?? values };
      }),
    );
  }

  function on_key_down(event: KeyboardEvent<HTMLElement>, index: number, field: FieldSchema) {
    const is_plain_input = event.target instanceof HTMLInputElement && event.target.classList.contains('ant-input');
    if (is_composing(event.nativeEvent) || event.ctrlKey || event.metaKey || !is_plain_input) return;
    const step = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = index + step;
    if (next >= lines.length && event.key === 'Enter') add();
    else focus_cell(`${next}:${field.name}`);
  }

  return (
    <section className="card form-group lines-editor" aria-labelledby={`form-${name}`}>
      <h2 id={`form-${name}`}>
        {record.label_many} <span className="quiet number">{lines.length}</span>
      </h2>
      {errors[name] && <p className="field-error">{errors[name]}</p>}
      <div className="lines-scroll">
        <table ref={table}>
          <LinesHead fields={fields} />
          <tbody>
            {lines.map((line, index) => (
              <tr key={line.key}>
                <td className="align-end quiet number">{index + 1}</td>
                {fields.map((field) => (
                  <LineCell
                    key={field.name}
                    index={index}
                    preview={rule.preview?.[field.name]?.(line.values) ?? undefined}
                    field={field}
                    line={line}
                    around={{ ...around, ...line.values }}
                    error={errors[line_path(name, index, field.name)]}
                    on_change={(value) => change(index, field, value)}
                    on_key_down={(event) => on_key_down(event, index, field)}
                  />
                ))}
                <td>
                  <Button
                    type="text"
                    size="small"
                    icon={<DeleteOutlined aria-hidden />}
                    aria-label={t('form.remove_line_of', { row: index + 1 })}
                    onClick={() => remove(index)}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Button className="line-add" type="dashed" icon={<PlusOutlined aria-hidden />} onClick={add}>
        {t('form.add_line')}
      </Button>
    </section>
  );
}

function LinesHead({ fields }: { fields: FieldSchema[] }) {
  const { t } = useTranslation();
  return (
    <thead>
      <tr>
        <th scope="col" className="align-end">
          #
        </th>
        {fields.map((field) => (
          <th key={field.name} scope="col" className={`align-${field_ui(field.kind, 'align')}`}>
            {field.label}
            {field.required && (
              <span className="required" aria-hidden="true">
                *
              </span>
            )}
          </th>
        ))}
        <th scope="col">
          <span className="visually-hidden">{t('form.remove_line')}</span>
        </th>
      </tr>
    </thead>
  );
}

interface LineCellProps {
  index: number;
  preview: string | undefined;
  field: FieldSchema;
  line: DraftLine;
  around: Values;
  error: string | undefined;
  on_change: (value: Value) => void;
  on_key_down: (event: KeyboardEvent<HTMLElement>) => void;
}

function LineCell({ index, preview, field, line, around, error, on_change, on_key_down }: LineCellProps) {
  const { t } = useTranslation();
  const Edit = field_ui(field.kind, 'edit');
  const note_id = `${line.key}-${field.name}-note`;
  return (
    <td
      data-cell={`${index}:${field.name}`}
      className={`line-cell line-cell-${field.kind} align-${field_ui(field.kind, 'align')}`}
      onKeyDown={on_key_down}
    >
      <Edit
        field={field}
        value={line.values[field.name]}
        around={around}
        on_change={on_change}
        compact
        placeholder={preview === undefined ? undefined : group_digits(preview)}
        aria={{
          id: `${line.key}-${field.name}`,
          'aria-label': t('form.cell', { row: index + 1, label: field.label }),
          'aria-invalid': error ? true : undefined,
          'aria-describedby': error ? note_id : undefined,
        }}
      />
      {error && (
        <p id={note_id} className="field-error">
          {error}
        </p>
      )}
    </td>
  );
}
