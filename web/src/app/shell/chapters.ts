import type { ChapterSchema, RecordSchema, Schema } from '@/api/types';

export interface ChapterRecords extends Omit<ChapterSchema, 'records'> {
  records: RecordSchema[];
}

/** Chapters with the records that have a list of their own. */
/** Lines belong to their record's page, but those that add up are a ledger of their own: by region, by category. Not so the lines of what itself
 * stands on another's page. */
function has_list(by_name: Map<string, RecordSchema>, record: RecordSchema): boolean {
  if (record.parent === null) return true;
  const owner = by_name.get(record.fields.find((field) => field.name === record.parent)?.target ?? '');
  return record.totals.length > 0 && !owner?.belongs_to;
}

export function records_of_chapters(schema: Schema): ChapterRecords[] {
  const by_name = new Map(schema.records.map((record) => [record.name, record]));
  return schema.chapters
    .map((chapter) => ({
      ...chapter,
      records: chapter.records
        .map((name) => by_name.get(name))
        .filter((record): record is RecordSchema => record !== undefined && has_list(by_name, record)),
    }))
    .filter((chapter) => chapter.records.length > 0);
}
