import { useRef, useState } from 'react';
import { upload } from '@/api/client';
import { is_problem } from '@/api/problem';
import { type AttachedFile, type AttachedFiles, type Refusal, refresh_files, refusal_of } from './files';

export interface Upload {
  key: number;
  name: string;
  /** 0 to 1; null while it waits for those before it. */
  share: number | null;
  refusal?: Refusal;
  problem?: unknown;
}

let made = 0;

/** Sends files one after the other; each can be stopped, and one that is refused says why and holds up nobody. */
export function useUploads(record: string, id: string) {
  const [uploads, set_uploads] = useState<Upload[]>([]);
  const stops = useRef(new Map<number, AbortController>());
  const line = useRef(Promise.resolve());

  const change = (key: number, changes: Partial<Upload>) =>
    set_uploads((all) => all.map((one) => (one.key === key ? { ...one, ...changes } : one)));
  const drop = (key: number) => {
    stops.current.delete(key);
    set_uploads((all) => all.filter((one) => one.key !== key));
  };

  async function send(key: number, file: File, stop: AbortController): Promise<void> {
    if (stop.signal.aborted) return;
    change(key, { share: 0 });
    try {
      const on_progress = (share: number) => change(key, { share });
      await upload<AttachedFile>(`/${record}/${id}/files`, { name: file.name }, file, on_progress, stop.signal);
      await refresh_files(record, id);
      drop(key);
    } catch (problem) {
      if (is_problem(problem, 'cancelled')) drop(key);
      else change(key, { problem });
    }
  }

  function add(files: Iterable<File>, limits: AttachedFiles['limits']): void {
    for (const file of files) {
      made += 1;
      const key = made;
      const refusal = refusal_of(file, limits) ?? undefined;
      set_uploads((all) => [...all, { key, name: file.name, share: null, refusal }]);
      if (refusal) continue;
      const stop = new AbortController();
      stops.current.set(key, stop);
      line.current = line.current.then(() => send(key, file, stop));
    }
  }

  /** Stops what is on its way; takes a refused one off the list. */
  function stop(key: number): void {
    stops.current.get(key)?.abort();
    drop(key);
  }

  return { uploads, add, stop };
}
