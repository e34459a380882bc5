import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { RecordData, RecordSchema, Value } from '@/api/types';
import { FieldView } from '../fields/field_view';
import { field_ui } from '../fields/registry';
import type { GridColumn } from '../grid/model';
import type { ChosenColumn } from './layout';
import { page_of } from './page_of';
import { editable_columns } from './use_inline_edit';

/** The columns of the grid, in the order and with the widths that were chosen. */
export function useGridColumns(record: RecordSchema, chosen: ChosenColumn[]): GridColumn<RecordData>[] {
  return useMemo(() => {
    const title = title_column(record, chosen);
    const editable = new Set(editable_columns(record, title));
    return chosen.flatMap((column) => grid_column(record, column, title, editable));
  }, [record, chosen]);
}

/** The column that leads to the record: its title, or the first one when the title is not shown. */
function title_column(record: RecordSchema, chosen: ChosenColumn[]): string {
  return chosen.some(({ name }) => name === record.title) ? record.title : (chosen[0]?.name ?? record.title);
}

function grid_column(
  record: RecordSchema,
  { name, width }: ChosenColumn,
  title: string,
  editable: ReadonlySet<string>,
): GridColumn<RecordData>[] {
  const field = record.fields.find((one) => one.name === name);
  if (!field) return [];
  return [
    {
      key: field.name,
      title: field.label,
      width: width ?? field_ui(field.kind, 'width'),
      is_fixed: width !== null,
      align: field_ui(field.kind, 'align'),
      sortable: field.sortable,
      is_editable: editable.has(name),
      render: (row) =>
        field.name === title ? (
          <TitleLink record={record} row={row} column={title} />
        ) : (
          <FieldView field={field} value={row[field.name] as Value} />
        ),
    },
  ];
}

interface TitleLinkProps {
  record: RecordSchema;
  row: RecordData;
  column?: string;
  focusable?: boolean;
}

/** A real link, so that it can be opened in another tab; the keyboard goes through the grid's own cells. */
export function TitleLink({ record, row, column, focusable = false }: TitleLinkProps) {
  const title = row[column ?? record.title];
  return (
    <Link className="title-link" to="/$record/$id" params={page_of(record, row)} tabIndex={focusable ? undefined : -1}>
      {typeof title === 'object' && title !== null && 'title' in title ? String(title.title) : String(title ?? row.id)}
    </Link>
  );
}
