// Two customers that are one and the same become one, without loss, and apart again.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Client, expect, House, type Json, refused } from './harness.ts';

const house = new House();
let root: Client;
let manager: Client;
let seller: Client;
before(async () => {
  root = (await house.open()).administrator;
  manager = await house.as('manager');
  seller = await house.as('salesperson');
});
after(() => house.stop());

interface Pair {
  kept: Json;
  gone: Json;
  order: Json;
  receipt: Json;
}
let pairs = 0;
// Both with a contact, an order and what is said about them; what goes has a receipt for its order too.
async function pair(): Promise<Pair> {
  const n = ++pairs;
  const kept = await manager.make('customers', {
    name: `東華貿易 ${n} 有限公司`,
    code: `K-${n}`,
    phone: '01088881234',
    contacts: [{ name: '單玉' }],
  });
  const gone = await manager.make('customers', {
    name: `东华贸易 ${n}`,
    code: `G-${n}`,
    phone: '13912345678',
    segment: '零售',
    contacts: [{ name: '李青' }, { name: '何川' }],
  });
  const product = await manager.make('products', { code: `P-${n}`, name: `品 ${n}` });
  const made = await manager.make('orders', {
    customer: gone.id,
    ordered_on: '2026-01-31',
    lines: [{ product: product.id, quantity: '2', price: '50.00' }],
  });
  await manager.make('orders', {
    customer: kept.id,
    ordered_on: '2026-02-01',
    lines: [{ product: product.id, quantity: '1', price: '30.00' }],
  });
  const order = expect(await manager.move(made, 'orders', 'confirm'), 200);
  const receipt = await manager.make('receipts', {
    customer: gone.id,
    received_on: '2026-02-02',
    amount: '40.00',
    lines: [{ order: order.id, amount: '40.00' }],
  });
  expect(await manager.post(`customers/${gone.id}/comments`, { text: '很重視交期' }), 201);
  return { kept, gone: await manager.take(`customers/${gone.id}`), order: await manager.take(`orders/${order.id}`), receipt };
}
const merge = (client: Client, { kept, gone }: Pair, take: string[] = [], versions: { kept?: number; gone?: number } = {}) =>
  client.post(
    `customers/${kept.id}/merge`,
    { other: gone.id, version: versions.gone ?? gone.version, take },
    { 'If-Match': `"${versions.kept ?? kept.version}"` },
  );
const undo = (client: Client, merged: Json) => client.post(`merges/${merged.id}/undo`);
const names = (customer: Json) => customer.contacts.map((one: Json) => one.name);
const counts = (moved: Json[]) => Object.fromEntries(moved.map((one) => [one.record, one.count]));

// All that is known of the two and of what leads to them, as one would count it.
async function book({ kept, gone }: Pair) {
  const of = async (id: string) => ({
    customer: await manager.take(`customers/${id}`),
    orders: await manager.totals('orders', { filter: `customer = ${id}` }),
    receipts: await manager.totals('receipts', { filter: `customer = ${id}` }),
    comments: (await manager.take(`customers/${id}/comments`)).items.map((one: Json) => one.text),
  });
  return { kept: await of(kept.id), gone: await of(gone.id) };
}
const content = (customer: Json) => ({ ...customer, version: 0, updated_at: '', can: null });
function verified() {
  const verify = house.command('verify');
  assert.equal(verify.status, 0, verify.output);
}

test('clause 3.4.1: all that led to the one leads to the other, nothing is lost, and sums stay what they were', async () => {
  const two = await pair();
  const before = await book(two);
  const plan = await manager.take(`customers/${two.kept.id}/merge?other=${two.gone.id}`);
  assert.deepEqual(counts(plan.moves), { comments: 1, contacts: 2, orders: 1, receipts: 1 });
  const made = expect(await merge(manager, two, ['phone', 'segment', 'code']), 201);
  assert.deepEqual(counts(made.moved), { comments: 1, contacts: 2, orders: 1, receipts: 1 });
  assert.equal(made.merged.id, two.gone.id);
  assert.equal(made.can.undo, true);

  const now = await book(two);
  assert.equal(now.kept.orders.count, before.kept.orders.count + before.gone.orders.count);
  assert.equal(now.kept.orders.sums.revenue, '130.00');
  assert.equal(now.kept.orders.sums.owed, before.gone.orders.sums.owed);
  assert.deepEqual(now.kept.receipts, before.gone.receipts);
  assert.deepEqual(now.gone.orders.count, 0);
  assert.deepEqual(now.kept.comments, ['很重視交期']);
  assert.deepEqual(names(now.kept.customer), ['單玉', '李青', '何川']);
  assert.deepEqual(names(now.gone.customer), []);
  assert.deepEqual(
    ['name', 'phone', 'segment', 'code'].map((field) => now.kept.customer[field]),
    [two.kept.name, '13912345678', '零售', two.gone.code],
  );
  assert.equal(now.kept.customer.version, two.kept.version + 1);
  assert.equal(now.gone.customer.archived, true);
  assert.equal(now.gone.customer.code, null, 'a code is one customer’s');
  const order = await manager.take(`orders/${two.order.id}`);
  assert.deepEqual([order.customer.id, order.version], [two.kept.id, two.order.version + 1]);
  verified();

  const [entry] = (await manager.take(`orders/${two.order.id}/history`)).items;
  assert.equal(entry.action, 'merge');
  assert.deepEqual([entry.changes[0].from.title, entry.changes[0].to.title], [two.gone.name, two.kept.name]);
  const actions = async (id: string) => (await manager.take(`customers/${id}/history`)).items.map((one: Json) => one.action);
  assert.equal((await actions(two.kept.id))[0], 'merge');
  assert.equal((await actions(two.gone.id))[0], 'merged');
});

test('clause 3.4.1: what has gone says where it went, is found no more, and what came with it is', async () => {
  const two = await pair();
  const made = expect(await merge(manager, two), 201);
  const [said] = (await manager.take(`customers/${two.gone.id}/merges`)).items;
  assert.deepEqual([said.id, said.kept.id, said.merged.id, said.undone], [made.id, two.kept.id, two.gone.id, null]);
  assert.equal((await manager.take(`customers/${two.kept.id}/merges`)).items[0].id, made.id);
  const found = await manager.take(`search?q=${encodeURIComponent('李青')}&records=contacts`);
  assert.ok(found.groups[0].items.some((item: Json) => item.in.id === two.kept.id));
  const titles = (await manager.take(`search?q=${encodeURIComponent(two.gone.name)}&records=customers`)).groups.flatMap(
    (one: Json) => one.items,
  );
  assert.ok(!titles.some((item: Json) => item.id === two.gone.id));
  assert.ok((await manager.every('orders', { q: two.kept.name })).some((order) => order.id === two.order.id));
});

test('clause 3.4.1: undone, all is as it was before', async () => {
  const two = await pair();
  const before = await book(two);
  const made = expect(await merge(manager, two, ['phone', 'code', 'segment', 'name']), 201);
  const undone = expect(await undo(manager, made), 200);
  assert.deepEqual(undone.remaining, { moved: [], fields: [] });
  assert.equal(undone.can.undo, false);
  assert.equal(undone.undone.by.title, manager.account.name);
  const now = await book(two);
  assert.deepEqual(content(now.kept.customer), content(before.kept.customer));
  assert.deepEqual(content(now.gone.customer), content(before.gone.customer));
  assert.deepEqual(
    [now.kept.orders, now.kept.receipts, now.kept.comments],
    [before.kept.orders, before.kept.receipts, before.kept.comments],
  );
  assert.deepEqual(
    [now.gone.orders, now.gone.receipts, now.gone.comments],
    [before.gone.orders, before.gone.receipts, before.gone.comments],
  );
  const found = await manager.take(`search?q=${encodeURIComponent('何川')}&records=contacts`);
  assert.ok(found.groups[0].items.some((item: Json) => item.in.id === two.gone.id));
  verified();
  refused(await undo(manager, made), 409, 'conflict', 'problem.merge.undone');
});

test('clause 3.4.1: what has come or changed since stays where it is when a merge is undone, and is told', async () => {
  const two = await pair();
  const made = expect(await merge(manager, two, ['phone', 'segment']), 201);
  const product = await manager.make('products', { code: `N-${pairs}`, name: '新品' });
  const later = await manager.make('orders', {
    customer: two.kept.id,
    ordered_on: '2026-03-01',
    lines: [{ product: product.id, quantity: '1', price: '9.00' }],
  });
  const kept = await manager.take(`customers/${two.kept.id}`);
  const lines = kept.contacts.filter((one: Json) => one.name !== '何川').map((one: Json) => ({ id: one.id }));
  await manager.change('customers', kept, { phone: '02066667777', contacts: lines });

  const undone = expect(await undo(manager, made), 200);
  assert.deepEqual(counts(undone.remaining.moved), { contacts: 1 });
  assert.deepEqual(
    undone.remaining.fields.map((one: Json) => one.field),
    ['phone'],
  );
  const now = await book(two);
  assert.equal((await manager.take(`orders/${later.id}`)).customer.id, two.kept.id);
  assert.deepEqual([now.kept.customer.phone, now.kept.customer.segment], ['02066667777', null]);
  assert.deepEqual([names(now.kept.customer), names(now.gone.customer)], [['單玉'], ['李青']]);
  assert.equal(now.gone.orders.count, 1);
  assert.equal(now.gone.customer.archived, false);
  verified();
});

test('clause 3.4.1: merges are undone from the last one back', async () => {
  const two = await pair();
  const third = await manager.make('customers', { name: `第三 ${pairs}` });
  const first = expect(await merge(manager, two), 201);
  const kept = await manager.take(`customers/${two.kept.id}`);
  const second = expect(await merge(manager, { ...two, kept: third, gone: kept }), 201);
  refused(await undo(manager, first), 409, 'conflict', 'problem.merge.kept_archived');
  expect(await undo(manager, second), 200);
  expect(await undo(manager, first), 200);
  assert.equal((await manager.take(`orders/${two.order.id}`)).customer.id, two.gone.id);
  verified();
});

test('clause 2.1: refused to whoever may not put customers away or change what leads to them', async () => {
  const two = await pair();
  const owned = { owner: seller.account.id };
  const kept = await manager.change('customers', two.kept, owned);
  const gone = await manager.change('customers', two.gone, owned);
  const own = { ...two, kept, gone };
  refused(await merge(seller, own), 403, 'forbidden');
  refused(await seller.get(`customers/${kept.id}/merge?other=${gone.id}`), 403, 'forbidden');
  const observer = await house.as('observer');
  refused(await merge(observer, own), 403, 'forbidden');
  const stranger = await house.as('salesperson', 'stranger');
  refused(await merge(stranger, own), 404, 'not_found');
  refused(await stranger.get(`customers/${kept.id}/merges`), 404, 'not_found');
  const made = expect(await merge(manager, own), 201);
  refused(await undo(seller, made), 403, 'forbidden');
  refused(await undo(stranger, made), 404, 'not_found');
  assert.equal((await seller.take(`customers/${kept.id}/merges`)).items[0].can.undo, false);
  const schema = await seller.take('schema');
  assert.equal(schema.records.find((one: Json) => one.name === 'customers').can.merge, false);
});

test('refused: what is stale, archived, the same, unknown, or no field to take', async () => {
  const two = await pair();
  refused(await manager.post(`customers/${two.kept.id}/merge`, { other: two.gone.id, version: 1 }), 428, 'precondition_required');
  refused(await merge(manager, two, [], { kept: 99 }), 412, 'stale');
  refused(await merge(manager, two, [], { gone: 99 }), 412, 'stale');
  refused(await merge(manager, { ...two, gone: two.kept }), 400, 'invalid');
  refused(await merge(manager, { ...two, gone: { id: '1', version: 1 } }), 404, 'not_found');
  for (const field of ['id', 'version', 'contacts', 'nothing', 'created_by']) refused(await merge(manager, two, [field]), 400, 'invalid');
  refused(
    await manager.post(`customers/${two.kept.id}/merge`, { other: two.gone.id, version: 1, more: 1 }, { 'If-Match': '"1"' }),
    400,
    'invalid',
  );
  refused(await manager.post(`orders/${two.order.id}/merge`, { other: two.order.id, version: 1 }, { 'If-Match': '"1"' }), 404, 'not_found');
  refused(await manager.post('merges/1/undo'), 404, 'not_found');
  const before = await book(two);
  const gone = expect(await manager.move(two.gone, 'customers', 'archive'), 200);
  refused(await merge(manager, { ...two, gone }), 409, 'conflict', 'problem.archived');
  expect(await manager.move(gone, 'customers', 'restore'), 200);
  assert.deepEqual((await book(two)).kept, before.kept, 'a refusal changes nothing');
});

test('a merge is made once, however often it is asked for', async () => {
  const two = await pair();
  const body = { other: two.gone.id, version: two.gone.version, take: [] };
  const headers = { 'If-Match': `"${two.kept.version}"`, 'Idempotency-Key': `merge-${two.kept.id}` };
  const made = expect(await manager.post(`customers/${two.kept.id}/merge`, body, headers), 201);
  const again = expect(await manager.post(`customers/${two.kept.id}/merge`, body, headers), 201);
  assert.equal(again.id, made.id);
  assert.equal((await root.take(`customers/${two.kept.id}/merges`)).items.length, 1);
});
