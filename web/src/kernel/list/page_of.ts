import type { RecordData, RecordSchema } from '@/api/types';

/** The page that shows a row: its own, or, for a line, that of the record it belongs to. */
export function page_of(record: RecordSchema, row: RecordData): { record: string; id: string } {
  const owner = record.parent === null ? undefined : row[record.parent];
  const target = record.fields.find((field) => field.name === record.parent)?.target;
  if (target && typeof owner === 'object' && owner !== null && 'id' in owner) return { record: target, id: String(owner.id) };
  return { record: record.name, id: row.id };
}
