import { api_url } from '@/api/client';
import type { Link } from '@/api/types';

/** That a record has changed; `gone`: it is out of sight from now on. Never what is in it. */
export interface Change {
  record: string;
  id: string;
  action: string;
  version?: number;
  by?: Link;
}

export interface Hears {
  on_changes: (changes: Change[]) => void;
  /** Anything may have changed since `quiet_ms` ago at the latest; without it, at any time. */
  on_missed: (quiet_ms?: number) => void;
  /** The server has ended the stream or refuses it: is somebody still signed in? */
  still_signed_in: () => Promise<boolean>;
  on_connected: (is_connected: boolean) => void;
}

const hidden_ms = 30_000;
const silence_ms = 45_000;
const poll_ms = 60_000;
const look_ms = 5_000;
const first_wait_ms = 2_000;
const longest_wait_ms = 60_000;

/**
 * The one stream of events of this page. It comes back by itself and is then told what it missed. A page that nobody looks at lets its
 * stream go after a while, because a browser has only six connections to a server for all of its tabs. Without a stream the page asks
 * every minute.
 */
export class LiveStream {
  private source: EventSource | null = null;
  private last_id = '';
  private heard_at = 0;
  private polled_at = Date.now();
  private wait_ms = first_wait_ms;
  private retry_at = 0;
  private hidden_at: number | null = null;
  private is_over = false;
  private readonly timer: ReturnType<typeof setInterval>;
  private readonly on_visibility = () => this.look_at_visibility();

  constructor(private readonly hears: Hears) {
    this.timer = setInterval(() => this.look(), look_ms);
    document.addEventListener('visibilitychange', this.on_visibility);
    this.open();
  }

  stop(): void {
    this.is_over = true;
    clearInterval(this.timer);
    document.removeEventListener('visibilitychange', this.on_visibility);
    this.close();
  }

  private open(): void {
    this.close();
    this.heard_at = Date.now();
    const source = new EventSource(api_url('/events', { after: this.last_id }));
    this.source = source;
    const hear = (name: string, act: (data: string) => void) =>
      source.addEventListener(name, (event) => {
        const { data, lastEventId } = event as MessageEvent<string>;
        this.heard_at = Date.now();
        act(data);
        this.last_id = lastEventId;
      });
    hear('ready', (data) => this.ready((JSON.parse(data) as { quiet_ms: number }).quiet_ms));
    hear('changes', (data) => this.hears.on_changes((JSON.parse(data) as { changes: Change[] }).changes));
    hear('reset', () => this.hears.on_missed());
    hear('beat', () => {});
    hear('end', () => void this.refused());
    source.onerror = () => {
      this.hears.on_connected(false);
      if (source.readyState === EventSource.CLOSED) void this.refused();
    };
  }

  private close(): void {
    this.source?.close();
    this.source = null;
  }

  private ready(quiet_ms: number): void {
    this.wait_ms = first_wait_ms;
    if (this.last_id === '') this.hears.on_missed(quiet_ms);
    this.hears.on_connected(true);
  }

  private async refused(): Promise<void> {
    this.close();
    this.hears.on_connected(false);
    this.retry_at = Date.now() + this.wait_ms;
    this.wait_ms = Math.min(2 * this.wait_ms, longest_wait_ms);
    if (!(await this.hears.still_signed_in())) this.stop();
  }

  private look_at_visibility(): void {
    if (document.visibilityState === 'hidden') {
      this.hidden_at = Date.now();
      return;
    }
    this.hidden_at = null;
    if (this.source === null && Date.now() >= this.retry_at) this.open();
  }

  private look(): void {
    if (this.is_over) return;
    const now = Date.now();
    if (this.hidden_at !== null) {
      if (now - this.hidden_at >= hidden_ms) this.close();
      return;
    }
    const is_silent = this.source !== null && now - this.heard_at >= silence_ms;
    if (is_silent || (this.source === null && now >= this.retry_at)) this.open();
    if (this.source?.readyState === EventSource.OPEN) this.polled_at = now;
    else if (now - this.polled_at >= poll_ms) {
      this.polled_at = now;
      this.hears.on_missed();
    }
  }
}
