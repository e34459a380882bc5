import { queryOptions } from '@tanstack/react-query';
import { new_key, request } from '@/api/client';
import type { ConflictChoice, ImportJob, ImportMode } from '@/api/types';

export type ImportStep = 'upload' | 'map' | 'check' | 'done';
const poll_ms = 400;

export function is_at_work(job: ImportJob): boolean {
  return job.state === 'checking' || job.state === 'running' || job.undo?.state === 'running';
}

/** What was stopped or has failed is over: the server changes only an import that waits or is checked. */
export function step_of(job: ImportJob): ImportStep {
  switch (job.state) {
    case 'uploaded':
      return 'map';
    case 'checking':
    case 'checked':
      return 'check';
    default:
      return 'done';
  }
}

export const import_query = (id: string) =>
  queryOptions({
    queryKey: ['imports', 'job', id],
    queryFn: () => request<ImportJob>(`/imports/${id}`),
    refetchInterval: (query) => (query.state.data && is_at_work(query.state.data) ? poll_ms : false),
    refetchIntervalInBackground: true,
  });

export async function check_import(id: string, mapping: Record<string, number>, conflicts?: ConflictChoice): Promise<ImportJob> {
  const body = conflicts ? { mapping, options: { conflicts } } : { mapping };
  await request(`/imports/${id}`, { method: 'PATCH', body });
  await request(`/imports/${id}/check`, { method: 'POST', idempotency_key: new_key() });
  return await request<ImportJob>(`/imports/${id}`);
}

export async function run_import(id: string, mode: ImportMode): Promise<ImportJob> {
  await request(`/imports/${id}/run`, { method: 'POST', body: { mode }, idempotency_key: new_key() });
  return await request<ImportJob>(`/imports/${id}`);
}

export async function cancel_import(id: string): Promise<void> {
  await request(`/imports/${id}/cancel`, { method: 'POST', idempotency_key: new_key() });
}

export async function undo_import(id: string): Promise<ImportJob> {
  return await request<ImportJob>(`/imports/${id}/undo`, { method: 'POST', idempotency_key: new_key() });
}

/** The same columns by their headers: a mended file may have them in another order. */
export function carry_mapping(from: ImportJob, to: ImportJob): Record<string, number> {
  const index_of = new Map(to.columns.map((column) => [column.header, column.index]));
  const header_of = new Map(from.columns.map((column) => [column.index, column.header]));
  const carried: Record<string, number> = {};
  for (const [path, index] of Object.entries(from.mapping)) {
    const next = index_of.get(header_of.get(index) ?? '');
    if (next !== undefined) carried[path] = next;
  }
  return carried;
}
