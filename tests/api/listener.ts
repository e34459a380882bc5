// Listens to GET /api/v1/events as a browser does: keeps the id of the last event, and waits for what is to come.
import assert from 'node:assert/strict';
import http from 'node:http';
import type { Client, Headers, Json } from './harness.ts';

export interface LiveEvent {
  name: string;
  id: string;
  data: Json;
}

export class Listener {
  readonly heard: LiveEvent[] = [];
  status = 0;
  text = '';
  is_over = false;
  last_id = '';
  private request: http.ClientRequest;
  private unread = '';
  private wakers: (() => void)[] = [];

  private constructor(client: Client, path: string, headers: Headers) {
    const all: Headers = { 'Accept-Language': client.language, Accept: 'text/event-stream', ...headers };
    if (client.cookie) all.Cookie = client.cookie;
    if (client.token) all.Authorization = `Bearer ${client.token}`;
    this.request = http.get(`${client.house.url}${path}`, { headers: all, agent: false }, (response) => {
      this.status = response.statusCode ?? 0;
      response.setEncoding('utf8');
      response.on('data', (part: string) => this.take(part));
      response.on('error', () => this.end());
      response.on('close', () => this.end());
      this.wake();
    });
    this.request.on('error', () => this.end());
  }

  // Ready to hear what happens from now on (or after `after`).
  static async of(client: Client, after = ''): Promise<Listener> {
    const listener = new Listener(client, '/api/v1/events', after ? { 'Last-Event-ID': after } : {});
    await listener.until((event) => event.name === 'ready');
    return listener;
  }
  // As it is answered, whatever that is.
  static async attempt(client: Client, path = '/api/v1/events', headers: Headers = {}): Promise<Listener> {
    const listener = new Listener(client, path, headers);
    await listener.wait(() => listener.status !== 0 && (listener.status === 200 || listener.is_over));
    return listener;
  }

  close() {
    this.request.destroy();
  }
  // The first event, heard already or still to come, that is so.
  async until(is_so: (event: LiveEvent) => boolean, within = 10_000): Promise<LiveEvent> {
    let found: LiveEvent | undefined;
    await this.wait(() => {
      found = this.heard.find(is_so);
      return found !== undefined;
    }, within);
    assert.ok(found, `not heard: ${is_so}\nbut ${JSON.stringify(this.heard)}`);
    return found;
  }
  // The change of that record to at least that version.
  async change(record: string, id: string, version = 0): Promise<Json> {
    const is_it = (one: Json) => one.record === record && one.id === id && (one.action === 'gone' || one.version >= version);
    await this.until((event) => event.name === 'changes' && event.data.changes.some(is_it));
    return this.changes().findLast(is_it);
  }
  changes(): Json[] {
    return this.heard.filter((event) => event.name === 'changes').flatMap((event) => event.data.changes);
  }
  async over(within = 10_000): Promise<number> {
    const from = performance.now();
    await this.wait(() => this.is_over, within);
    assert.ok(this.is_over, 'the stream goes on');
    return performance.now() - from;
  }

  private async wait(holds: () => boolean, within = 10_000) {
    const until = performance.now() + within;
    while (!holds() && performance.now() < until) {
      await new Promise<void>((done) => {
        const timer = setTimeout(done, until - performance.now());
        this.wakers.push(() => {
          clearTimeout(timer);
          done();
        });
      });
    }
  }
  private take(part: string) {
    this.text += part;
    this.unread += part;
    for (let at = this.unread.indexOf('\n\n'); at >= 0; at = this.unread.indexOf('\n\n')) {
      const field = (name: string) => this.unread.slice(0, at).match(new RegExp(`^${name}: (.*)$`, 'm'))?.[1] ?? '';
      this.last_id = field('id');
      this.heard.push({ name: field('event'), id: this.last_id, data: JSON.parse(field('data') || 'null') });
      this.unread = this.unread.slice(at + 2);
    }
    this.wake();
  }
  private end() {
    this.is_over = true;
    this.wake();
  }
  private wake() {
    for (const waker of this.wakers.splice(0)) waker();
  }
}
