import { useTranslation } from 'react-i18next';
import { useSchema } from '@/api/queries';
import type { HistoryChange, HistoryEntry, Line, RecordSchema, Schema, Value } from '@/api/types';
import { instant_text } from '../fields/day';
import { find_field } from '../fields/paths';
import { text_of } from '../fields/registry';
import { line_fields } from './lines_table';

/** One change of a record, as its log tells it. */
export function HistoryItem({ record, entry }: { record: RecordSchema; entry: HistoryEntry }) {
  const { t } = useTranslation();
  return (
    <>
      <p className="history-head">
        <strong>{entry.actor?.title || t('history.system')}</strong>
        <span>{entry.label}</span>
        <time className="quiet number" dateTime={entry.at}>
          {instant_text(entry.at)}
        </time>
      </p>
      {entry.changes.length > 0 && <Changes record={record} changes={entry.changes} />}
    </>
  );
}

export function Changes({ record, changes }: { record: RecordSchema; changes: HistoryChange[] }) {
  const schema = useSchema();
  return (
    <ul>
      {changes
        .flatMap((change) => changes_of(schema, record, change))
        .map((change, index) => (
          <Change key={index} record={record} change={change} />
        ))}
    </ul>
  );
}

function is_line(value: Value | Line): value is Line {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !('title' in value);
}

/** A changed line is told by the line's name and only what is different in it, each difference like a field's. */
function changes_of(schema: Schema, record: RecordSchema, change: HistoryChange): HistoryChange[] {
  const { from, to } = change;
  const line_record = record.lines.find((lines) => lines.name === change.field)?.record;
  const line_schema = schema.records.find((one) => one.name === line_record);
  if (!line_schema || !is_line(from) || !is_line(to)) return [change];
  const title_field = find_field(line_schema, line_schema.title);
  const title = text_of(title_field, to[line_schema.title] as Value, { yes: '', no: '' });
  return line_fields(line_schema)
    .filter((field) => JSON.stringify(from[field.name] ?? null) !== JSON.stringify(to[field.name] ?? null))
    .map((field) => ({
      field: `${line_schema.name}.${field.name}`,
      label: title === '' ? `${change.label} · ${field.label}` : `${title} · ${field.label}`,
      from: (from[field.name] ?? null) as Value,
      to: (to[field.name] ?? null) as Value,
    }));
}

function Change({ record, change }: { record: RecordSchema; change: HistoryChange }) {
  const { t } = useTranslation();
  const text = useValueText(record, change.field);
  const from = text(change.from);
  const to = text(change.to);
  return (
    <li>
      <span className="history-label">{change.label}</span>
      {from !== '' && <del>{from}</del>}
      {from !== '' && (
        <span className="history-arrow" role="img" aria-label={t('history.became')}>
          →
        </span>
      )}
      {to !== '' ? <ins>{to}</ins> : <span className="quiet">{t('history.emptied')}</span>}
    </li>
  );
}

/** A value in words; a line is named by its fields, in the order of its table. */
export function useValueText(record: RecordSchema, name: string): (value: Value | Line | undefined) => string {
  const { t } = useTranslation();
  const schema = useSchema();
  const words = { yes: t('app.yes'), no: t('app.no') };
  const [line_name = '', inner] = name.split('.');
  const owner = inner ? schema.records.find((one) => one.name === line_name) : record;
  const field = find_field(owner, inner ?? name);
  const line_record = record.lines.find((lines) => lines.name === name)?.record;
  const line_schema = schema.records.find((one) => one.name === line_record);
  return (value) => {
    if (field || !line_schema || typeof value !== 'object' || value === null) return text_of(field, value, words);
    const line = value as Line;
    return line_fields(line_schema)
      .map((one) => ({ label: one.label, text: text_of(one, line[one.name] as Value, words) }))
      .filter((part) => part.text !== '')
      .map((part) => `${part.label} ${part.text}`)
      .join(t('filter.list_separator'));
  };
}
