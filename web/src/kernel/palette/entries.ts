import type { TFunction } from 'i18next';
import type { Found, RecordSchema, Schema } from '@/api/types';

/** Where an entry leads. */
export type Target =
  | { to: '/' }
  | { to: '/mentions' }
  | { to: '/$record'; record: string; q?: string }
  | { to: '/$record/new' | '/$record/import'; record: string }
  | { to: '/$record/$id'; record: string; id: string };

export interface Entry {
  key: string;
  label: string;
  /** What the label does not say: the field that was matched, the record a line is in. */
  detail?: string;
  target: Target;
}

export interface Section {
  key: string;
  label: string;
  entries: Entry[];
}

const most_pages = 6;

/** The pages and actions whose names hold what was typed; none for nothing, because the navigation stands beside. */
export function page_section(schema: Schema, lists: RecordSchema[], typed: string, t: TFunction): Section | null {
  const wanted = typed.trim().toLowerCase();
  if (wanted === '') return null;
  const all: Entry[] = [
    { key: 'home', label: t('home.title'), target: { to: '/' } },
    { key: 'mentions', label: t('mentions.title'), target: { to: '/mentions' } },
  ];
  for (const { name, label_many } of lists) all.push({ key: `list ${name}`, label: label_many, target: { to: '/$record', record: name } });
  for (const { name, label, can, parent } of schema.records) {
    if (parent !== null) continue;
    if (can.create) all.push({ key: `new ${name}`, label: t('palette.create', { label }), target: { to: '/$record/new', record: name } });
    if (can.import)
      all.push({ key: `import ${name}`, label: t('palette.import', { label }), target: { to: '/$record/import', record: name } });
  }
  const entries = all.filter(({ label }) => label.toLowerCase().includes(wanted)).slice(0, most_pages);
  return entries.length > 0 ? { key: 'pages', label: t('palette.pages'), entries } : null;
}

/** What the server has found, a section for each record type; those with a list of their own end in the way to all of it. */
export function found_sections(found: Found | undefined, lists: RecordSchema[], asked: string, t: TFunction): Section[] {
  return (found?.groups ?? []).map(({ record, label, items, more }) => {
    const entries = items.map((item): Entry => {
      const page = item.in ?? { record, id: item.id };
      const matched = item.matched && `${item.matched.label} ${item.matched.text}`;
      const detail = [item.in?.title, matched].filter(Boolean).join(' · ');
      return {
        key: `${record} ${item.id}`,
        label: item.title,
        detail: detail || undefined,
        target: { to: '/$record/$id', record: page.record, id: page.id },
      };
    });
    const list = lists.find((one) => one.name === record);
    if (more && list)
      entries.push({
        key: `all ${record}`,
        label: t('palette.all', { label: list.label_many }),
        target: { to: '/$record', record, q: asked },
      });
    return { key: record, label, entries };
  });
}
