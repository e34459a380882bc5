import { queryOptions } from '@tanstack/react-query';
import { new_key, request } from '@/api/client';
import { query_client } from '@/api/queries';
import type { Link, Page } from '@/api/types';
import type { AnalysisSearch } from '@/app/router';

/** A question under a name (4.4). Whose one may open and change is the server's to say. */
export interface SavedReport {
  id: string;
  version: number;
  name: string;
  question: string;
  owner: Link | null;
}

const path = '/analysis_reports';
const most_saved = 100;

export const saved_query = queryOptions({
  queryKey: ['analysis_reports', 'list', 'menu'],
  queryFn: ({ signal }) => request<Page<SavedReport>>(path, { query: { limit: most_saved }, signal }),
  staleTime: 60_000,
});

const refresh = () => query_client.invalidateQueries({ queryKey: ['analysis_reports'] });

/** What the address holds, but not under which name it was opened. */
function question_text({ report: _, ...asked }: AnalysisSearch): string {
  const said = Object.entries(asked).filter(([, value]) => Boolean(value));
  return new URLSearchParams(said as [string, string][]).toString();
}

export function search_of_saved(report: SavedReport): AnalysisSearch {
  return { ...(Object.fromEntries(new URLSearchParams(report.question)) as AnalysisSearch), report: report.id };
}

export function is_changed(report: SavedReport, asked: AnalysisSearch): boolean {
  const sorted = (text: string) => [...new URLSearchParams(text)].map(String).sort().join('&');
  return sorted(report.question) !== sorted(question_text(asked));
}

export async function save_report(name: string, asked: AnalysisSearch): Promise<SavedReport> {
  const body = { name, question: question_text(asked) };
  const made = await request<SavedReport>(path, { method: 'POST', body, idempotency_key: new_key() });
  await refresh();
  return made;
}

export async function change_report(report: SavedReport, change: { name: string } | AnalysisSearch): Promise<void> {
  const body = 'name' in change ? { name: change.name } : { question: question_text(change) };
  try {
    await request(`${path}/${report.id}`, { method: 'PATCH', body, version: report.version });
  } finally {
    await refresh();
  }
}

export async function remove_report(report: SavedReport): Promise<void> {
  try {
    await request(`${path}/${report.id}/archive`, { method: 'POST', version: report.version });
  } finally {
    await refresh();
  }
}
