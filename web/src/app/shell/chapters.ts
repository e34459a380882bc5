import type { ChapterSchema, RecordSchema, Schema } from '@/api/types';

export interface ChapterRecords extends Omit<ChapterSchema, 'records'> {
  records: RecordSchema[];
}

/** Chapters with the records that have a list of their own. */
export function records_of_chapters(schema: Schema): ChapterRecords[] {
  const by_name = new Map(schema.records.map((record) => [record.name, record]));
  return schema.chapters
    .map((chapter) => ({
      ...chapter,
      records: chapter.records
        .map((name) => by_name.get(name))
        // Lines belong to their record's page, but those that add up are a ledger of their own: by region, by category.
        .filter((record): record is RecordSchema => record !== undefined && (record.parent === null || record.totals.length > 0)),
    }))
    .filter((chapter) => chapter.records.length > 0);
}
