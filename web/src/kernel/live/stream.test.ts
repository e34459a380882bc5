import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Hears, LiveStream } from './stream';

class FakeSource extends EventTarget {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSED = 2;
  static all: FakeSource[] = [];
  readyState = FakeSource.CONNECTING;
  onerror: (() => void) | null = null;

  constructor(readonly url: string) {
    super();
    FakeSource.all.push(this);
  }
  close() {
    this.readyState = FakeSource.CLOSED;
  }
  send(name: string, data: unknown, lastEventId: string) {
    this.readyState = FakeSource.OPEN;
    this.dispatchEvent(new MessageEvent(name, { data: JSON.stringify(data), lastEventId }));
  }
  fail(state: number) {
    this.readyState = state;
    this.onerror?.();
  }
}
const last = () => FakeSource.all.at(-1) as FakeSource;

let hears: { [K in keyof Hears]: ReturnType<typeof vi.fn<Hears[K]>> };
let stream: LiveStream;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('EventSource', FakeSource);
  FakeSource.all = [];
  hears = {
    on_changes: vi.fn(),
    on_missed: vi.fn(),
    on_connected: vi.fn(),
    still_signed_in: vi.fn(async () => true),
  };
  stream = new LiveStream(hears);
});
afterEach(() => {
  stream.stop();
  show('visible');
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function show(state: 'visible' | 'hidden') {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(state);
  document.dispatchEvent(new Event('visibilitychange'));
}

test('the first connection asks whether something was missed; what comes is handed on', () => {
  last().send('ready', { quiet_ms: 700 }, '1:5');
  expect(hears.on_missed).toHaveBeenCalledExactlyOnceWith(700);
  expect(hears.on_connected).toHaveBeenLastCalledWith(true);
  const change = { record: 'orders', id: '7', version: 2, action: 'update' };
  last().send('changes', { changes: [change] }, '1:6');
  expect(hears.on_changes).toHaveBeenCalledExactlyOnceWith([change]);
  last().send('reset', {}, '1:900');
  expect(hears.on_missed).toHaveBeenLastCalledWith();
});

test('it comes back with the id of the last event and asks no more than what it missed', () => {
  last().send('ready', { quiet_ms: 0 }, '1:5');
  last().send('changes', { changes: [] }, '1:8');
  vi.advanceTimersByTime(50_000);
  expect(FakeSource.all).toHaveLength(2);
  expect(last().url).toContain(`after=${encodeURIComponent('1:8')}`);
  last().send('ready', { quiet_ms: 0 }, '1:9');
  expect(hears.on_missed).toHaveBeenCalledTimes(1);
});

test('signs of life keep it', () => {
  last().send('ready', { quiet_ms: 0 }, '1:5');
  for (let each = 0; each < 10; each++) {
    vi.advanceTimersByTime(15_000);
    last().send('beat', {}, '1:5');
  }
  expect(FakeSource.all).toHaveLength(1);
});

test('refused for good it tries again, ever more slowly, as long as somebody is signed in', async () => {
  last().fail(FakeSource.CLOSED);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(FakeSource.all).toHaveLength(2);
  last().fail(FakeSource.CLOSED);
  hears.still_signed_in.mockResolvedValue(false);
  await vi.advanceTimersByTimeAsync(10_000);
  last().fail(FakeSource.CLOSED);
  await vi.advanceTimersByTimeAsync(600_000);
  expect(FakeSource.all).toHaveLength(3);
});

test('an ended stream asks at once whether somebody is still signed in', () => {
  last().send('end', {}, '1:5');
  expect(hears.still_signed_in).toHaveBeenCalledOnce();
});

test('without a stream the page asks every minute', async () => {
  last().fail(FakeSource.CONNECTING);
  expect(hears.on_connected).toHaveBeenLastCalledWith(false);
  await vi.advanceTimersByTimeAsync(130_000);
  expect(hears.on_missed).toHaveBeenCalledTimes(2);
});

test('a page that nobody looks at lets its stream go and takes it up again', () => {
  last().send('ready', { quiet_ms: 0 }, '1:5');
  show('hidden');
  vi.advanceTimersByTime(20_000);
  expect(last().readyState).toBe(FakeSource.OPEN);
  vi.advanceTimersByTime(20_000);
  expect(last().readyState).toBe(FakeSource.CLOSED);
  expect(FakeSource.all).toHaveLength(1);
  show('visible');
  expect(FakeSource.all).toHaveLength(2);
  expect(last().url).toContain('after=1%3A5');
});
