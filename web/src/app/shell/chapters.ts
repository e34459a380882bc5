import type { ChapterSchema, RecordSchema, Schema } from '@/api/types';

export interface ChapterRecords extends Omit<ChapterSchema, 'records'> {
  records: RecordSchema[];
}

/** Chapters with the records that have a page of their own: lines live inside their owner. */
export function records_of_chapters(schema: Schema): ChapterRecords[] {
  const by_name = new Map(schema.records.map((record) => [record.name, record]));
  return schema.chapters
    .map((chapter) => ({
      ...chapter,
      records: chapter.records
        .map((name) => by_name.get(name))
        .filter((record): record is RecordSchema => record !== undefined && record.parent === null),
    }))
    .filter((chapter) => chapter.records.length > 0);
}
