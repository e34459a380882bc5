import type { ChapterSchema, RecordSchema, Schema } from '@/api/types';

/** A page of a chapter that is no list of records; there for whoever may read the record it is made of. */
export interface ChapterPage {
  to: '/analysis';
  title: 'analysis.title';
  clause: string;
}

export interface ChapterRecords extends Omit<ChapterSchema, 'records'> {
  records: RecordSchema[];
  pages: ChapterPage[];
}

interface KnownPage extends ChapterPage {
  chapter: string;
  /** Whoever may read these sees the page. */
  record: string;
  /** What the page keeps and opens by itself: no list in the navigation. */
  keeps: string;
}

const pages: KnownPage[] = [
  { to: '/analysis', title: 'analysis.title', clause: '4.4', chapter: 'sales', record: 'orders', keeps: 'analysis_reports' },
];
const kept = new Set(pages.map((page) => page.keeps));

/** Lines belong to their record's page, but those that add up are a ledger of their own: by region, by category. Not so the lines of what itself
 * stands on another's page. */
function has_list(by_name: Map<string, RecordSchema>, record: RecordSchema): boolean {
  if (kept.has(record.name)) return false;
  if (record.parent === null) return true;
  const owner = by_name.get(record.fields.find((field) => field.name === record.parent)?.target ?? '');
  return record.totals.length > 0 && !owner?.belongs_to;
}

/** Chapters with the records that have a list of their own. */
export function records_of_chapters(schema: Schema): ChapterRecords[] {
  const by_name = new Map(schema.records.map((record) => [record.name, record]));
  return schema.chapters
    .map((chapter) => ({
      ...chapter,
      records: chapter.records
        .map((name) => by_name.get(name))
        .filter((record): record is RecordSchema => record !== undefined && has_list(by_name, record)),
      pages: pages.filter((page) => page.chapter === chapter.name && by_name.has(page.record)),
    }))
    .filter((chapter) => chapter.records.length > 0);
}
