import { queryOptions } from '@tanstack/react-query';
import { api_url, request } from '@/api/client';
import type { Page } from '@/api/types';

export interface KeptProblem {
  key: string;
  detail: string;
  field: string | null;
  clause: string | null;
}

export interface Job<Result = unknown> {
  id: string;
  kind: string;
  record: string;
  state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';
  progress: { done: number; total: number };
  result: Result | null;
  problem: KeptProblem | null;
  file: { name: string; bytes: number } | null;
  created_at: string;
}

export const jobs_query = queryOptions({
  queryKey: ['jobs'],
  queryFn: ({ signal }) => request<Page<Job>>('/jobs', { signal }),
  staleTime: 0,
});

const first_pause_ms = 40;
const longest_pause_ms = 1000;

/** Looks again and again, ever less often, until the job is over. */
export async function follow_job<Result>(job: Job<Result>, on_progress: (job: Job<Result>) => void): Promise<Job<Result>> {
  let now = job;
  for (let pause = first_pause_ms; now.state === 'waiting' || now.state === 'running'; pause = Math.min(pause * 1.5, longest_pause_ms)) {
    await new Promise((done) => setTimeout(done, pause));
    now = await request<Job<Result>>(`/jobs/${job.id}`);
    on_progress(now);
  }
  return now;
}

export async function cancel_job(id: string): Promise<void> {
  await request(`/jobs/${id}/cancel`, { method: 'POST' });
}

/** By way of a link, so that the browser saves it as any other download. */
export function download_file(job: Job): void {
  const link = document.createElement('a');
  link.href = api_url(`/jobs/${job.id}/file`);
  link.download = job.file?.name ?? '';
  document.body.append(link);
  link.click();
  link.remove();
}
