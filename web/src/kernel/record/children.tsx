import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { list_query, totals_query } from '@/api/queries';
import type { FieldSchema, RecordData, RecordSchema, Value } from '@/api/types';
import { group_digits } from '../fields/decimal';
import { FieldView } from '../fields/field_view';
import { field_ui } from '../fields/registry';
import { ProblemText } from '../problem_text';
import { child_note } from './child_notes';
import { title_of } from './title';

interface ChildrenProps {
  owner: RecordSchema;
  data: RecordData;
  record: RecordSchema;
  /** The link that leads to the owner. */
  field: string;
}

/** What belongs to a record, as a table with its sums: the deliveries of an order, the orders of a customer. */
export function Children({ owner, data, record, field }: ChildrenProps) {
  const { t } = useTranslation();
  const filter = `${field} = ${data.id}`;
  const list = useInfiniteQuery(list_query(record.name, { filter, sort: record.sort ?? undefined }));
  const totals = useQuery(totals_query(record.name, { filter }));
  if (list.isError) return <ProblemText error={list.error} />;
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const fields = record.columns.filter((name) => name !== field).flatMap((name) => record.fields.find((one) => one.name === name) ?? []);
  const may_add = record.can.create && owner.can !== undefined && !data.archived;
  return (
    <section className="children card" aria-label={record.label_many}>
      <header className="children-head">
        <p className="quiet">
          {t('record.count', { count: totals.data?.count ?? 0 })}
          {record.totals.map((name) => (
            <Sum key={name} field={record.fields.find((one) => one.name === name)} value={totals.data?.sums[name]} />
          ))}
        </p>
        {may_add && (
          <Link to="/$record/new" params={{ record: record.name }} search={{ of: field, id: data.id }}>
            <Button type="primary">{t('form.create', { what: record.label })}</Button>
          </Link>
        )}
      </header>
      <div className="lines-scroll" tabIndex={0} role="group" aria-label={record.label_many}>
        <ChildTable record={record} fields={fields} rows={rows} />
        {!list.isPending && rows.length === 0 && <p className="quiet lines-none">{t('record.no_children', { what: record.label })}</p>}
      </div>
      {list.hasNextPage && (
        <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('app.more')}
        </Button>
      )}
    </section>
  );
}

function Sum({ field, value }: { field: FieldSchema | undefined; value: string | number | null | undefined }) {
  if (!field || value === undefined || value === null) return null;
  return (
    <span className="children-sum">
      {field.label} <strong className="number">{group_digits(String(value))}</strong>
    </span>
  );
}

function ChildTable({ record, fields, rows }: { record: RecordSchema; fields: FieldSchema[]; rows: RecordData[] }) {
  const Note = child_note(record.name);
  if (rows.length === 0) return null;
  return (
    <table>
      <thead>
        <tr>
          {fields.map((field) => (
            <th key={field.name} scope="col" className={`align-${field_ui(field.kind, 'align')}`}>
              {field.label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => [
          <tr key={row.id}>
            {fields.map((field) => (
              <td key={field.name} className={`align-${field_ui(field.kind, 'align')}`}>
                {field.name === record.title && record.parent === null ? (
                  <Link className="title-link" to="/$record/$id" params={{ record: record.name, id: row.id }}>
                    {title_of(record, row)}
                  </Link>
                ) : (
                  <FieldView field={field} value={row[field.name] as Value} />
                )}
              </td>
            ))}
          </tr>,
          Note && (
            <tr key={`${row.id}-note`} className="child-note">
              <td colSpan={fields.length}>
                <Note row={row} />
              </td>
            </tr>
          ),
        ])}
      </tbody>
    </table>
  );
}
