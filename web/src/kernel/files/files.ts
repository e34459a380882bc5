import { queryOptions } from '@tanstack/react-query';
import { api_url, request } from '@/api/client';
import { query_client } from '@/api/queries';
import type { Link } from '@/api/types';

export type Preview = 'none' | 'image' | 'pdf' | 'text';

export interface AttachedFile {
  id: string;
  name: string;
  size: number;
  sha256: string;
  preview: Preview;
  at: string;
  by: Link;
}

export interface AttachedFiles {
  items: AttachedFile[];
  can: { change: boolean };
  limits: { bytes: number; files: number; kinds: string };
}

export const files_query = (record: string, id: string) =>
  queryOptions({
    queryKey: [record, 'files', id],
    queryFn: () => request<AttachedFiles>(`/${record}/${id}/files`),
  });

/** The list, and the history that tells of it. */
export async function refresh_files(record: string, id: string): Promise<void> {
  await Promise.all([
    query_client.invalidateQueries({ queryKey: files_query(record, id).queryKey }),
    query_client.invalidateQueries({ queryKey: [record, 'history', id] }),
  ]);
}

export const file_url = (file: { id: string }, how: 'inline' | 'attachment' = 'attachment'): string =>
  api_url(`/files/${file.id}`, { inline: how === 'inline' || undefined });

const units = ['B', 'KB', 'MB'];

/** 1.5 MB, 12 KB, 900 B. */
export function size_text(bytes: number): string {
  let size = bytes;
  let unit = 0;
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit += 1;
  }
  return `${unit === 0 || size >= 100 ? Math.round(size) : Math.round(size * 10) / 10} ${units[unit]}`;
}

export type Refusal = 'too_large' | 'kind' | 'empty';

/** What the server would refuse anyway, said before anything is sent. */
export function refusal_of(file: { name: string; size: number }, limits: AttachedFiles['limits']): Refusal | null {
  const dot = file.name.lastIndexOf('.');
  const kind = dot > 0 ? file.name.slice(dot + 1).toLowerCase() : '';
  if (!limits.kinds.split(', ').includes(kind)) return 'kind';
  if (file.size > limits.bytes) return 'too_large';
  return file.size === 0 ? 'empty' : null;
}

/** A text file tells nobody how it is written: UTF-8 if it can be that, else what Windows writes in China. */
export function decoded(bytes: ArrayBuffer, is_cut: boolean): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: is_cut });
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
}
