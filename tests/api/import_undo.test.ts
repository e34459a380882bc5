// An import that should not have been: for a day it can be taken back, as far as nobody has gone on from it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, expect, House, type Json, refused } from './harness.ts';
import { map, mapping_of, problems_of, step, upload } from './importing.ts';

const house = new House();
let root: Client;
before(async () => {
  root = (await house.open()).administrator;
  await root.make('customers', { name: '早已有之', code: 'C-1' });
});
after(() => house.stop());

const headers = '单号,客户编号,客户,产品,数量,单价,金额,日期';
function book(prefix: string, orders: number): string {
  const lines = [headers];
  for (let i = 1; i <= orders; ++i) lines.push(`${prefix}-${i},${prefix}C-${i % 3},新客${i % 3},${prefix}产品,2,10.00,20.00,2026-03-01`);
  lines.push(`${prefix}-${orders},${prefix}C-${orders % 3},新客${orders % 3},${prefix}产品,1,5.00,5.00,2026-03-01`);
  lines.push(`${prefix}-old,C-1,早已有之,${prefix}产品,1,5.00,5.00,2026-03-01`);
  return `${lines.join('\n')}\n`;
}
async function imported(client: Client, text: string, mode: 'all' | 'valid' = 'all'): Promise<Json> {
  const uploaded = await upload(client, 'book.csv', text);
  await map(
    client,
    uploaded.id,
    mapping_of(uploaded, {
      ...(text.startsWith('单号') && { number: '单号' }),
      'customer.code': '客户编号',
      'customer.name': '客户',
      'lines.product.name': '产品',
      'lines.quantity': '数量',
      'lines.price': '单价',
      'lines.amount': '金额',
      ordered_on: '日期',
    }),
  );
  if (mode === 'valid') await step(client, uploaded.id, 'check');
  const done = await step(client, uploaded.id, 'run', { mode });
  assert.equal(done.state, 'done', JSON.stringify(done.problem ?? (await problems_of(client, uploaded.id))));
  return done;
}
async function undone(client: Client, id: string): Promise<Json> {
  expect(await client.post(`imports/${id}/undo`), 202);
  for (let waited = 0; waited < 60_000; waited += 20) {
    const now = await client.take(`imports/${id}`);
    if (now.undo.state === 'done') return now;
    await sleep(20);
  }
  throw new Error('the undoing does not end');
}
const counts = async () => {
  const of = async (record: string) => (await root.totals(record)).count;
  return { orders: await of('orders'), customers: await of('customers'), products: await of('products'), lines: await of('order_lines') };
};
const order_of = async (number: string) => (await root.list('orders', { filter: `number = "${number}"` })).items;

test('clause 4.3.1: an import is undone whole: orders, lines, customers and products that it made, and nothing else', async () => {
  const then = await counts();
  const job = await imported(root, book('A', 450));
  assert.equal(job.undo.state, 'possible');
  assert.deepEqual(job.result.created, { orders: 451, order_lines: 452, customers: 3, products: 1 });
  const now = await undone(root, job.id);
  assert.deepEqual([now.undo.taken_back, now.undo.kept], [455, 0]);
  assert.deepEqual(await counts(), then);
  assert.equal((await root.take('search?q=A-450')).groups.length, 0);
  assert.equal(house.command('verify').status, 0);
});

test('what was undone can be imported again, with the same numbers', async () => {
  const then = await counts();
  const first = await imported(root, book('B', 5));
  await undone(root, first.id);
  const again = await imported(root, book('B', 5), 'valid');
  assert.equal(again.result.created.orders, 6);
  assert.equal(again.result.unchanged, 0);
  await undone(root, again.id);
  assert.deepEqual(await counts(), then);
});

test('what somebody has gone on from stays, with what it names, and is listed', async () => {
  const job = await imported(root, book('D', 4));
  const order = (await order_of('D-1'))[0];
  expect(await root.post(`orders/${order.id}/comments`, { text: '已與客戶核對', mentions: [] }), 201);
  const now = await undone(root, job.id);
  // The order, its customer and its product stay; the other orders and customers go.
  assert.deepEqual([now.undo.taken_back, now.undo.kept], [6, 3]);
  assert.equal((await order_of('D-1')).length, 1);
  assert.equal((await order_of('D-2')).length, 0);
  const kept = (await problems_of(root, job.id)).filter((problem) => problem.row === 0).map((problem) => problem.value);
  assert.ok(kept.includes('D-1'), kept.join());
  assert.equal(house.command('verify').status, 0);
});

test('what an import made stays when another one names it', async () => {
  const job = await imported(root, book('E', 2));
  const later = await imported(root, book('E', 2).replaceAll('E-', 'F-'));
  const now = await undone(root, job.id);
  assert.equal(now.undo.taken_back, 3);
  assert.equal(now.undo.kept, 3);
  assert.equal((await order_of('F-1')).length, 1);
  await undone(root, later.id);
});

test('clause 4.3.1: an order that has drawn a number of our own series is archived, so that the series has no gap', async () => {
  const line = `${headers.replace('单号,', '')}\nJC-1,新客,J产品,1,5.00,5.00,2026-03-01\n`;
  const job = await imported(root, line);
  const [order] = (await root.list('orders', { filter: 'customer.code = "JC-1"' })).items;
  assert.match(order.number, /^SO-/);
  const now = await undone(root, job.id);
  assert.deepEqual([now.undo.taken_back, now.undo.kept], [1, 2]);
  assert.equal((await root.list('orders', { filter: `number = "${order.number}"` })).items.length, 0);
  assert.equal((await root.list('orders', { filter: `number = "${order.number}"`, archived: 'true' })).items.length, 1);
});

test('undone twice, or by somebody else, or without anything written: refused', async () => {
  const job = await imported(root, book('G', 1));
  await undone(root, job.id);
  refused(await root.post(`imports/${job.id}/undo`), 409, 'conflict', 'problem.import.undo');
  const checked = await upload(root, 'book.csv', book('H', 1));
  refused(await root.post(`imports/${checked.id}/undo`), 409, 'conflict', 'problem.import.undo');
  const seller = await house.as('salesperson');
  const theirs = await imported(root, book('I', 1));
  refused(await seller.post(`imports/${theirs.id}/undo`), 404, 'not_found');
  assert.equal((await order_of('I-1')).length, 1);
});
