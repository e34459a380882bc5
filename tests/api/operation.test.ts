// What an operator relies on: the figures for Prometheus, the log, and a stop that cuts nobody off.
import assert from 'node:assert/strict';
import http from 'node:http';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import { engine, expect, House, password, unique } from './harness.ts';

const house = new House();
let metrics_url = '';
before(async () => {
  house.serve_options = ['--metrics', '127.0.0.1:0', '--log-level', 'debug'];
  await house.open();
  metrics_url = house.output.match(/Metrics on (http:\S+)/)?.[1] ?? '';
});
after(() => house.stop());

async function scrape(): Promise<string> {
  const answer = await fetch(metrics_url);
  assert.equal(answer.status, 200);
  assert.match(answer.headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/);
  return answer.text();
}
// The value of a metric with exactly these labels.
const value = (page: string, name: string) => {
  const line = page.split('\n').find((one) => one.startsWith(`${name} `));
  return line === undefined ? undefined : Number(line.slice(name.length + 1));
};

test('metrics count requests by route and status, commits, batches and what the process uses', async () => {
  const root = house.administrator;
  const earlier = await scrape();
  for (let n = 0; n < 5; n++) await root.make('customers', { name: unique('metric') });
  await root.list('customers');
  expect(await root.get('customers/999'), 404);
  const page = await scrape();
  const grew = (name: string) => (value(page, name) ?? 0) - (value(earlier, name) ?? 0);
  assert.equal(grew('bylaw_requests_total{route="POST /api/v1/{record}",status="201"}'), 5);
  assert.equal(grew('bylaw_requests_total{route="GET /api/v1/{record}",status="200"}'), 1);
  assert.equal(grew('bylaw_requests_total{route="GET /api/v1/{record}/{id}",status="404"}'), 1);
  assert.equal(grew('bylaw_request_duration_seconds_count{route="POST /api/v1/{record}"}'), 5);
  assert.ok(grew('bylaw_commit_duration_seconds_count') >= 5);
  assert.ok(grew('bylaw_commit_batch_size_sum') >= 5);
  assert.ok(grew('bylaw_audit_entries') >= 5);
  assert.equal(value(page, 'bylaw_writer_queue'), 0);
  assert.equal(value(page, 'bylaw_storage_failed'), 0);
  assert.equal(value(page, 'bylaw_database_up'), 1);
  assert.equal(value(page, 'bylaw_listeners'), 0);
  assert.equal(value(page, 'bylaw_imports_running'), 0);
  assert.ok((value(page, 'bylaw_sessions') ?? 0) >= 1);
  assert.ok((value(page, 'process_resident_memory_bytes') ?? 0) > 1_000_000);
  assert.ok((value(page, 'process_open_fds') ?? 0) > 5);
  assert.equal(value(page, 'bylaw_wal_bytes') !== undefined, engine === 'sqlite');
  for (const line of page.trimEnd().split('\n'))
    assert.match(
      line,
      /^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? -?[0-9.]+)$/,
      'a line that Prometheus cannot read',
    );
});

test('clause 9.2.3: neither the metrics nor the log tell who somebody is or what they wrote', async () => {
  const secret = unique('Whispered');
  const root = house.administrator;
  await root.make('customers', { name: secret, phone: '13912345678' });
  await root.list('customers', { q: secret });
  await root.list('customers', { filter: `name contains "${secret}"` });
  assert.equal((await house.anyone().post('session', { login: secret, password })).status, 401);
  const page = await scrape();
  for (const word of [secret, '13912345678', 'First Administrator', root.cookie.split('=')[1] ?? '?', password]) {
    assert.equal(page.includes(word), false, `the metrics tell ${word}`);
    assert.equal(house.output.includes(word), false, `the log tells ${word}`);
  }
});

test('the log is lines of JSON, and a request is found in it by its id', async () => {
  const answer = await house.administrator.get('customers/999');
  const lines = house.output.split('\n').filter((line) => line.startsWith('{'));
  const entries = lines.map((line) => JSON.parse(line));
  const entry = entries.find((one) => one.request === answer.json.request);
  assert.ok(entry, `no line for request ${answer.json.request}`);
  assert.equal(entry.event, 'request');
  assert.equal(entry.route, 'GET /api/v1/{record}/{id}');
  assert.equal(entry.status, 404);
  assert.ok(entry.us > 0 && entry.level === 'debug' && /^20\d\d-.*Z$/.test(entry.at));
});

test('the metrics are on their own listener and nowhere else', async () => {
  assert.equal((await fetch(`${new URL(metrics_url).origin}/api/v1/session`)).status, 404);
  const page = await house.anyone().send('GET', '/metrics');
  assert.doesNotMatch(page.text, /bylaw_requests_total/);
});

test('a server that is told to stop says so, answers what is in hand and ends; what it acknowledged is there', async () => {
  const other = new House();
  other.serve_options = ['--drain', '1'];
  await other.open();
  const body = JSON.stringify({ name: 'begun before the end' });
  const head = [
    'POST /api/v1/customers HTTP/1.1',
    'Host: x',
    `Cookie: ${other.administrator.cookie}`,
    'X-Bylaw: 1',
    'Content-Type: application/json',
  ];
  const socket = connect(Number(new URL(other.url).port), '127.0.0.1');
  let answer = '';
  socket.on('data', (bytes) => (answer += bytes));
  const answered = new Promise((done) => socket.once('close', done));
  socket.write(`${head.join('\r\n')}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body.slice(0, 5)}`);
  await other.administrator.take('session');

  const ended = other.end('SIGTERM');
  let ready = 200;
  while (ready === 200) ready = (await other.anyone().send('GET', '/readyz')).status;
  assert.equal(ready, 503);
  assert.equal((await other.anyone().send('GET', '/livez')).status, 200, 'still alive while others go elsewhere');
  expect(await other.administrator.post('customers', { name: 'while it drains' }), 201);
  await new Promise<void>((done) => {
    // The connection that has begun a request stays when no new one is taken.
    const knock = () => http.get(`${other.url}/livez`, { agent: false }, () => setTimeout(knock, 20)).on('error', () => done());
    knock();
  });
  socket.write(body.slice(5));
  await answered;
  assert.match(answer, /^HTTP\/1\.1 201 /);
  assert.equal(await ended, 0);

  await other.start();
  assert.equal((await other.administrator.totals('customers')).count, 2);
  await other.stop();
});

test('told to stop twice it does not wait for anybody', async () => {
  const other = await new House().open();
  const socket = connect(Number(new URL(other.url).port), '127.0.0.1');
  const closed = new Promise((done) => socket.once('close', done));
  socket.on('error', () => {});
  socket.write('POST /api/v1/customers HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{');
  await other.administrator.take('session');
  const from = performance.now();
  const ended = other.end('SIGTERM');
  await new Promise<void>((done) => {
    const knock = () => http.get(`${other.url}/livez`, { agent: false }, () => setTimeout(knock, 20)).on('error', () => done());
    knock();
  });
  process.kill(other.pid, 'SIGTERM');
  assert.equal(await ended, 0);
  await closed;
  assert.ok(performance.now() - from < 10_000, 'it waited for a request that never came to its end');
  await other.stop();
});
