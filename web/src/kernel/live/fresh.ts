import { useSyncExternalStore } from 'react';
import type { Change } from './stream';

const fresh_ms = 5000;

/** What somebody else has just changed, for as long as the eye should be led to it. */
const fresh = new Map<string, Change>();
const listeners = new Set<() => void>();
let snapshot: ReadonlyMap<string, Change> = new Map();

const key_of = (record: string, id: string) => `${record}/${id}`;

function tell(): void {
  snapshot = new Map(fresh);
  for (const listener of listeners) listener();
}

export function mark_fresh(changes: Change[]): void {
  for (const change of changes) {
    const key = key_of(change.record, change.id);
    fresh.set(key, change);
    setTimeout(() => {
      if (fresh.get(key) !== change) return;
      fresh.delete(key);
      tell();
    }, fresh_ms);
  }
  if (changes.length > 0) tell();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The latest change by somebody else of a record, while it is fresh. */
export function useFresh(record: string): (id: string) => Change | undefined {
  const changes = useSyncExternalStore(subscribe, () => snapshot);
  return (id) => changes.get(key_of(record, id));
}
