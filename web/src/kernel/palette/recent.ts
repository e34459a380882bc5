export interface RecentPage {
  record: string;
  id: string;
}

export const most_recent = 8;

const key_of = (account: string) => `bylaw.recent.${account}`;

/** Only which pages: their titles come from the server each time, so nothing of a record stays in the browser. */
export function recent_pages(account: string): RecentPage[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key_of(account)) ?? '[]');
    return Array.isArray(kept) ? kept.filter(is_page) : [];
  } catch {
    return [];
  }
}

export function remember_page(account: string, page: RecentPage): void {
  const others = recent_pages(account).filter((one) => one.record !== page.record || one.id !== page.id);
  localStorage.setItem(key_of(account), JSON.stringify([page, ...others].slice(0, most_recent)));
}

/** `/customers/7012` and what lies below it. */
export function page_at(path: string): RecentPage | null {
  const [, record, id] = /^\/([a-z_]+)\/([0-9]+)(?:\/|$)/.exec(path) ?? [];
  return record && id ? { record, id } : null;
}

function is_page(value: unknown): value is RecentPage {
  return typeof value === 'object' && value !== null && 'record' in value && 'id' in value;
}
