import type { Query, QueryClient } from '@tanstack/react-query';
import { record_query } from '@/api/queries';
import type { RecordData, Schema } from '@/api/types';
import type { Change } from './stream';

/** Queries of another shape than [record, …] name the records that they are made of, so that live changes reach them. */
declare module '@tanstack/react-query' {
  interface Register {
    queryMeta: { of?: readonly string[] };
  }
}

/** What is said about a record or attached to it leaves it as it is. */
export const is_said = (change: Change): boolean => /^(comment|file_)/.test(change.action);
const said_of = new Set(['comments', 'files', 'history']);
const least_between_ms = 1000;
const of_many = new Set(['list', 'totals', 'choices', 'titles']);

/** What is touched by a change: the record's lists, totals, page and history; the lists of its lines; whatever says it is made of it. */
function is_touched(query: Query, changes: Change[], schema: Schema): boolean {
  const [name, kind, id] = query.queryKey;
  return changes.some((change) => {
    if (is_said(change)) return name === 'mentions' || (name === change.record && said_of.has(String(kind)) && id === change.id);
    if (query.meta?.of?.includes(change.record)) return true;
    const is_line = schema.records.some((one) => one.name === change.record && one.lines.some((lines) => lines.record === name));
    if (name !== change.record && !is_line) return false;
    return kind === 'record' || kind === 'history' ? id === change.id : of_many.has(String(kind));
  });
}

/** Its title may stand in the lists of those that link to it: they are read again when somebody next looks. */
function may_show_title(query: Query, changes: Change[], schema: Schema): boolean {
  const record = schema.records.find((one) => one.name === query.queryKey[0]);
  return (
    record?.fields.some((field) =>
      changes.some((change) => change.action !== 'create' && !is_said(change) && change.record === field.target),
    ) === true
  );
}

/** This page made the change itself and has read the result. */
export function is_known(client: QueryClient, change: Change, account: string | undefined): boolean {
  if (change.by === undefined || change.by.id !== account || is_said(change)) return false;
  const held = client.getQueryData<RecordData>(record_query(change.record, change.id).queryKey);
  return held !== undefined && change.version !== undefined && held.version >= change.version;
}

/** Marks what is touched as stale; what is on the screen is read again, once a second at most however much happens. */
export class Toucher {
  private waiting: Change[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private touched_at = 0;

  constructor(
    private readonly client: QueryClient,
    private readonly schema: () => Schema | undefined,
  ) {}

  touch(changes: Change[]): void {
    this.waiting.push(...changes);
    if (this.timer !== undefined) return;
    const wait = Math.max(0, this.touched_at + least_between_ms - Date.now());
    this.timer = setTimeout(() => this.flush(), wait);
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private flush(): void {
    this.timer = undefined;
    this.touched_at = Date.now();
    const changes = this.waiting.splice(0);
    const schema = this.schema();
    if (!schema) return;
    for (const { record, id, action } of changes) {
      if (action === 'gone') this.client.removeQueries({ queryKey: record_query(record, id).queryKey, type: 'inactive' });
    }
    void this.client.invalidateQueries({ predicate: (query) => is_touched(query, changes, schema) });
    void this.client.invalidateQueries({ predicate: (query) => may_show_title(query, changes, schema), refetchType: 'none' });
  }
}
