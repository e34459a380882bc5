import { Link } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { FieldSchema, RecordData, RecordSchema, Value } from '@/api/types';
import { FieldView } from '../fields/field_view';
import { field_ui } from '../fields/registry';
import type { GridColumn } from '../grid/record_grid';
import { page_of } from './page_of';

export interface Columns {
  grid: GridColumn<RecordData>[];
  offered: FieldSchema[];
  chosen: string[];
  choose: (names: string[]) => void;
  reset: () => void;
}

const storage_key = (record: string) => `bylaw.columns.${record}`;

function stored(record: RecordSchema): string[] {
  try {
    const names: unknown = JSON.parse(localStorage.getItem(storage_key(record.name)) ?? 'null');
    if (!Array.isArray(names)) return record.columns;
    const known = names.filter((name): name is string => record.fields.some((field) => field.name === name));
    return known.length > 0 ? known : record.columns;
  } catch {
    return record.columns;
  }
}

/** Which fields the list shows; the choice is this browser's own. */
export function useColumns(record: RecordSchema): Columns {
  const [chosen, set_chosen] = useState(() => stored(record));
  const grid = useMemo(() => chosen.flatMap((name) => grid_column(record, name, title_column(record, chosen))), [record, chosen]);
  return {
    grid,
    offered: record.fields,
    chosen,
    choose: (names) => {
      // In the order of the declaration, whatever the order of the clicks; the default columns keep their own.
      const extra = record.fields.map((field) => field.name).filter((name) => !record.columns.includes(name));
      const ordered = [...record.columns, ...extra].filter((name) => names.includes(name));
      if (ordered.length === 0) return;
      localStorage.setItem(storage_key(record.name), JSON.stringify(ordered));
      set_chosen(ordered);
    },
    reset: () => {
      localStorage.removeItem(storage_key(record.name));
      set_chosen(record.columns);
    },
  };
}

/** The column that leads to the record: its title, or the first one when the title is not shown. */
function title_column(record: RecordSchema, chosen: string[]): string {
  return chosen.includes(record.title) ? record.title : (chosen[0] ?? record.title);
}

function grid_column(record: RecordSchema, name: string, title: string): GridColumn<RecordData>[] {
  const field = record.fields.find((one) => one.name === name);
  if (!field) return [];
  return [
    {
      key: field.name,
      title: field.label,
      width: field_ui(field.kind, 'width'),
      align: field_ui(field.kind, 'align'),
      sortable: field.sortable,
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
