// Lists as files: what one sees, as one sees it, for nobody else; and books that an import reads back.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, expect, House, type Json, refused, root, sanitized } from './harness.ts';
import { problems_of, step, upload } from './importing.ts';

const house = new House();
let manager: Client;
let seller: Client;
let other: Client;
let observer: Client;

before(async () => {
  await house.open();
  manager = await house.as('manager');
  seller = await house.as('salesperson');
  other = await house.as('salesperson', 'other_seller');
  observer = await house.as('observer');
});
after(() => house.stop());

async function until_over(client: Client, id: string): Promise<Json> {
  for (let waited = 0; waited < 120_000; waited += 10) {
    const job = await client.take(`jobs/${id}`);
    if (!['waiting', 'running'].includes(job.state)) return job;
    await sleep(10);
  }
  throw new Error('the job does not end');
}
async function exported(client: Client, request: Json): Promise<{ job: Json; text: string }> {
  const asked = expect(await client.post('exports', request), 202);
  const job = await until_over(client, asked.id);
  assert.equal(job.state, 'done', JSON.stringify(job));
  const file = await client.get(`jobs/${job.id}/file`);
  assert.equal(file.status, 200, file.text);
  return { job, text: file.text };
}
const csv = async (client: Client, request: Json): Promise<string[]> => {
  const { text } = await exported(client, { format: 'csv', ...request });
  assert.ok(text.startsWith('\uFEFF'), 'a mark that spreadsheets look for');
  return text.slice(1).trimEnd().split('\r\n');
};
const imported = async (client: Client, name: string, bytes: string | Buffer): Promise<Json> => {
  const job = await upload(client, name, bytes);
  assert.equal(job.state, 'uploaded', JSON.stringify(job.problem));
  const done = await step(client, job.id, 'run', { mode: 'all' });
  assert.equal(done.state, 'done', JSON.stringify(await problems_of(client, job.id)));
  return done;
};

test('clause 4.3: an export has the rows, the order and the columns of the list, with labels, dates and money', async () => {
  const customer = await manager.make('customers', { name: '甲, "乙"', level: 'key' });
  const product = await manager.make('products', { code: 'E-1', name: 'Paper', price: '1.50', kind: 'goods' });
  const order = (number: string, day: string, quantity: string) =>
    manager.make('orders', { number, customer: customer.id, ordered_on: day, lines: [{ product: product.id, quantity }] });
  await order('E-1', '2026-01-02', '2');
  await order('E-2', '2026-01-03', '-1');
  await order('F-3', '2026-01-01', '5');
  const columns = ['number', 'customer', 'ordered_on', 'state', 'revenue', 'archived'];
  const request = { record: 'orders', filter: 'number contains "E-"', sort: '-ordered_on', columns };
  assert.deepEqual(await csv(manager, request), [
    'Order number,Customer,Order date,State,Revenue,Archived',
    'E-2,"甲, ""乙""",2026-01-03,Draft,-1.50,No',
    'E-1,"甲, ""乙""",2026-01-02,Draft,3.00,No',
  ]);
  assert.equal((await csv(manager, { ...request, q: 'F-3', filter: undefined })).length, 2);
  manager.language = 'zh-Hans';
  assert.match((await csv(manager, request))[0] ?? '', /订单编号,客户/);
  manager.language = 'en';
  const created = (await manager.list('orders', { filter: 'number = "E-1"' })).items[0].created_at;
  const there = await csv(manager, { record: 'orders', filter: 'number = "E-1"', columns: ['created_at'], offset_minutes: 480 });
  assert.equal(there[1], new Date(Date.parse(created) + 8 * 3600_000).toISOString().replace('T', ' ').slice(0, 19));
});

test('clause 9.2: text that a spreadsheet would run is made harmless', async () => {
  for (const name of ['=cmd', '+cmd', '-cmd', '@cmd', '＝cmd', '＠cmd']) await manager.make('customers', { name, segment: 'risky' });
  const lines = await csv(manager, { record: 'customers', filter: 'segment = risky', sort: 'name', columns: ['name'] });
  assert.equal(lines.length, 7);
  for (const line of lines.slice(1)) assert.match(line, /^'[=+\-@＝＠]cmd$/);
  const { text } = await exported(manager, { record: 'customers', filter: 'segment = risky', columns: ['name'], format: 'xlsx' });
  assert.ok(text.startsWith('PK'));
});

test('clause 9.2: an export holds what its reader may see and nothing else', async () => {
  const mine = await seller.make('customers', { name: 'Exported by its owner', phone: '010-88888888' });
  assert.equal((await csv(seller, { record: 'customers', filter: 'name contains "Exported"', columns: ['name'] })).length, 2);
  assert.equal((await csv(other, { record: 'customers', filter: 'name contains "Exported"', columns: ['name'] })).length, 1);
  refused(await observer.post('exports', { record: 'orders', columns: ['number', 'profit'] }), 400, 'invalid');
  refused(await observer.post('exports', { record: 'orders', filter: 'profit > 0' }), 400, 'invalid');
  refused(await observer.post('exports', { record: 'orders', sort: '-cost' }), 400, 'invalid');
  refused(await observer.post('exports', { record: 'accounts' }), 400, 'invalid');
  refused(await house.anyone().post('exports', { record: 'orders' }), 401, 'unauthenticated');
  const { text } = await exported(observer, { record: 'orders', shape: 'book', format: 'csv' });
  assert.doesNotMatch(text, /Cost|Profit/);

  const { job } = await exported(seller, { record: 'customers', format: 'csv' });
  for (const path of [`jobs/${job.id}`, `jobs/${job.id}/file`]) refused(await other.get(path), 404, 'not_found');
  refused(await other.post(`jobs/${job.id}/cancel`), 404, 'not_found');
  assert.equal((await other.take('jobs')).items.filter((one: Json) => one.id === job.id).length, 0);
  // Of a customer of somebody else's no more than the name goes into a book, as in the list.
  const product = await manager.make('products', { name: 'Carried' });
  await manager.make('orders', {
    customer: mine.id,
    owner: other.account.id,
    ordered_on: '2026-02-01',
    lines: [{ product: product.id, quantity: '1', price: '1' }],
  });
  const book = (await exported(other, { record: 'orders', shape: 'book', format: 'csv' })).text;
  assert.match(book, /Exported by its owner/);
  assert.doesNotMatch(book, /88888888/);
});

test('clause 2.1: a file made under one role is not given out under another', async () => {
  const mover = await house.as('manager', 'mover');
  const { job } = await exported(mover, { record: 'orders', format: 'csv' });
  await house.administrator.change('accounts', await house.administrator.take(`accounts/${mover.account.id}`), { role: 'observer' });
  expect(await mover.sign_in('mover'), 201);
  refused(await mover.get(`jobs/${job.id}/file`), 404, 'not_found');
});

test('clause 9.2: every export is in the log, as soon as its file can be had', async () => {
  const entries = () => Number(house.command('verify').output.match(/(\d+) audit entries, 0 findings/)?.[1]);
  const before = entries();
  await exported(manager, { record: 'orders', format: 'csv', filter: 'number = "E-1"' });
  assert.equal(entries(), before + 1);
});

test('what an export may ask for has a shape', async () => {
  const cases: [Json, string][] = [
    [{ record: 'nothing' }, 'record'],
    [{ record: 'orders', format: 'pdf' }, 'format'],
    [{ record: 'orders', shape: 'round' }, 'shape'],
    [{ record: 'orders', columns: ['nothing'] }, 'columns'],
    [{ record: 'orders', columns: 'number' }, 'columns'],
    [{ record: 'orders', archived: 'no' }, 'archived'],
    [{ record: 'orders', offset_minutes: 9999 }, 'offset_minutes'],
    [{ record: 'orders', more: 1 }, 'more'],
  ];
  for (const [request, field] of cases)
    assert.equal(refused(await manager.post('exports', request), 400, 'invalid').errors[0].field, field, JSON.stringify(request));
});

test('clause 4.3.1: a book that was exported is imported again, and every total is the same', async () => {
  const other_house = new House();
  try {
    const source = readFileSync(join(root, 'tests/data/orders_small.csv'));
    await imported(manager, 'small.csv', source);
    const filter = 'number contains "HT-"';
    const fresh = (await other_house.open()).administrator;
    await other_house.as('manager'); // whose orders they are is in the book too
    for (const format of ['csv', 'xlsx']) {
      const asked = expect(await manager.post('exports', { record: 'orders', shape: 'book', format, filter }), 202);
      const job = await until_over(manager, asked.id);
      const file = await fetch_bytes(manager, `jobs/${job.id}/file`);
      // Into the same house it changes nothing; into an empty one it brings everything.
      const again = await imported(manager, `book.${format}`, file);
      assert.equal(again.result.unchanged, again.result.rows);
      if (format === 'csv') await imported(fresh, 'book.csv', file);
      else assert.equal((await imported(fresh, 'book.xlsx', file)).result.unchanged, again.result.rows);
    }
    assert.deepEqual(await fresh.totals('orders'), await manager.totals('orders', { filter }));
    assert.deepEqual(await fresh.totals('order_lines'), await manager.totals('order_lines', { filter: `order.${filter}` }));
    const by_lines = await exported(manager, { record: 'order_lines', shape: 'book', format: 'csv', filter: `order.${filter}` });
    const by_orders = await exported(manager, { record: 'orders', shape: 'book', format: 'csv', filter });
    assert.equal(by_lines.text.split('\r\n').length, by_orders.text.split('\r\n').length);
  } finally {
    await other_house.stop();
  }
});

test('the command line exports what an import reads back', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bylaw-export-'));
  const file = join(folder, 'orders.xlsx');
  const { status, output } = house.command('export', file, '--filter', 'number contains "HT-"', '--book');
  assert.equal(status, 0, output);
  assert.match(output, /\d+ rows in /);
  assert.ok(existsSync(file));
  assert.equal(statSync(file).mode & 0o077, 0, 'for its owner alone');
  await imported(manager, 'orders.xlsx', readFileSync(file));
  const wrong = house.command('export', join(folder, 'x.csv'), '--filter', 'nothing = 1');
  assert.equal(wrong.status, 1);
  assert.match(wrong.output, /nothing/);
});

test('a long export shows how far it is, is cancelled, and starts again after the server was killed', async () => {
  const rows = sanitized ? 6000 : 20_000;
  let book = 'Order number,Order date,Customer name,Product name,Amount\n';
  for (let n = 0; n < rows; n++) book += `L-${n},2026-03-01,Long,Thing,${n % 100}.25\n`;
  await imported(manager, 'long.csv', book);
  const request = { record: 'orders', filter: 'number contains "L-"', format: 'csv', columns: ['number', 'revenue'] };
  const cancelled = expect(await manager.post('exports', request), 202);
  assert.equal(cancelled.kind, 'large_export');
  assert.equal(cancelled.progress.total, rows);
  const stop = await manager.post(`jobs/${cancelled.id}/cancel`);
  const ended = await until_over(manager, cancelled.id);
  if (stop.status === 202) assert.equal(ended.state, 'cancelled');
  if (ended.state === 'cancelled') refused(await manager.get(`jobs/${cancelled.id}/file`), 404, 'not_found');
  refused(await manager.post(`jobs/${cancelled.id}/cancel`), 409, 'conflict', 'problem.job.over');

  const asked = expect(await manager.post('exports', request), 202);
  await house.end('SIGKILL');
  await house.start();
  const done = await until_over(manager, asked.id);
  assert.equal(done.state, 'done');
  assert.equal(done.result.rows, rows);
  const { text } = await manager.get(`jobs/${asked.id}/file`);
  const lines = text.trimEnd().split('\r\n').slice(1);
  assert.equal(new Set(lines).size, rows);
  const sum = lines.reduce((all, line) => all + BigInt((line.split(',')[1] ?? '').replace('.', '')), 0n);
  const { sums } = await manager.totals('orders', { filter: 'number contains "L-"' });
  assert.equal(sum, BigInt(sums.revenue.replace('.', '')));
});

// The bytes as they are: a workbook is no text.
async function fetch_bytes(client: Client, path: string): Promise<Buffer> {
  const answer = await fetch(`${client.house.url}/api/v1/${path}`, { headers: { Cookie: client.cookie } });
  assert.equal(answer.status, 200);
  return Buffer.from(await answer.arrayBuffer());
}
