import { request } from '@/api/client';
import { refresh_after_change } from '@/api/queries';
import type { Page, RecordData, RecordSchema } from '@/api/types';
import type { ListSearch } from '@/app/router';
import { follow_job, type Job, type KeptProblem } from '../jobs/jobs';

export interface Outcome {
  id: string;
  version: number;
  problem: KeptProblem | null;
}

export interface Refusal {
  id: string;
  title: string;
  reason: string;
  clause: string | null;
}

export interface BulkResult {
  done: number;
  refused: number;
  refusals: Refusal[];
  /** What takes it back: the rows with the versions they are at now, or the job that changed them. */
  changed: { items: { id: string; version: number }[] } | { job: string };
}

export interface Change {
  action: string;
  set?: Record<string, unknown>;
}

/** What the server takes at once; more rows are sent one lot after the other. */
const lot = 500;

interface Answer {
  done: number;
  refused: number;
  outcomes: Outcome[];
}

export async function change_rows(
  record: RecordSchema,
  change: Change,
  rows: { id: string; version: number; title: string }[],
): Promise<BulkResult> {
  const titles = new Map(rows.map(({ id, title }) => [id, title]));
  const outcomes: Outcome[] = [];
  for (let from = 0; from < rows.length; from += lot) {
    const items = rows.slice(from, from + lot).map(({ id, version }) => ({ id, version }));
    const answer = await request<Answer>(`/${record.name}/bulk`, { method: 'POST', body: { ...change, items } });
    outcomes.push(...answer.outcomes);
  }
  await refresh_after_change(record.name);
  const done = outcomes.filter(({ problem }) => problem === null);
  return {
    done: done.length,
    refused: outcomes.length - done.length,
    refusals: outcomes.flatMap(({ id, problem }) => (problem ? [refusal_of(id, titles.get(id) ?? id, problem)] : [])),
    changed: { items: done.map(({ id, version }) => ({ id, version })) },
  };
}

const refusal_of = (id: string, title: string, problem: KeptProblem): Refusal => ({
  id,
  title,
  reason: problem.detail,
  clause: problem.clause,
});

export type BulkJob = Job<{ done: number; refused: number }>;

/** All that the list finds, or all that another job has done: by a job. Null when it was cancelled before its end. */
export async function change_by_job(
  record: RecordSchema,
  change: Change,
  rows: { all: Pick<ListSearch, 'filter' | 'q' | 'archived'> } | { job: string },
  on_progress: (job: BulkJob) => void,
): Promise<BulkResult | BulkJob> {
  const body = 'all' in rows ? { ...change, all: { ...rows.all, archived: rows.all.archived ?? false } } : { ...change, ...rows };
  const asked = await request<BulkJob>(`/${record.name}/bulk`, { method: 'POST', body });
  const job = await follow_job(asked, on_progress);
  await refresh_after_change(record.name);
  if (job.state !== 'done' || !job.result) return job;
  const refusals: Refusal[] = [];
  if (job.result.refused > 0) {
    const page = await request<Page<Outcome & { title: string }>>(`/jobs/${job.id}/outcomes`, { query: { refused: true } });
    refusals.push(...page.items.flatMap(({ id, title, problem }) => (problem ? [refusal_of(id, title, problem)] : [])));
  }
  return { ...job.result, refusals, changed: { job: job.id } };
}

export function is_result(ended: BulkResult | BulkJob): ended is BulkResult {
  return 'refusals' in ended;
}

export function row_of(record: RecordSchema, row: RecordData, title_of: (record: RecordSchema, row: RecordData) => string) {
  return { id: row.id, version: row.version, title: title_of(record, row) };
}
