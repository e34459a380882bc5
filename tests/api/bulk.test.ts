// One change to many records: each row for itself, done or refused, with its version, its rights and its entry in the log.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, expect, House, type Json, refused, sanitized, unique } from './harness.ts';

const house = new House();
let manager: Client;
let seller: Client;
let observer: Client;
let product: Json;

before(async () => {
  await house.open();
  manager = await house.as('manager');
  seller = await house.as('salesperson');
  observer = await house.as('observer');
  product = await manager.make('products', { name: 'Paper', price: '1.00' });
});
after(() => house.stop());

const bulk = (client: Client, records: string, body: Json) => client.post(`${records}/bulk`, body);
const named = (records: Json[]) => records.map(({ id, version }) => ({ id, version }));
const customers = async (client: Client, count: number, more: Json = {}): Promise<Json[]> => {
  const made: Json[] = [];
  for (let n = 0; n < count; n++) made.push(await client.make('customers', { name: unique('bulk'), ...more }));
  return made;
};
const order = (customer: Json, lines = 1) =>
  manager.make('orders', {
    customer: customer.id,
    ordered_on: '2026-03-01',
    lines: Array.from({ length: lines }, () => ({ product: product.id, quantity: '1' })),
  });
async function until_over(client: Client, id: string): Promise<Json> {
  for (let waited = 0; waited < 120_000; waited += 10) {
    const job = await client.take(`jobs/${id}`);
    if (!['waiting', 'running'].includes(job.state)) return job;
    await sleep(10);
  }
  throw new Error('the job does not end');
}

test('clause 3.4.3: several customers get another owner at once, each with its entry in the log', async () => {
  const made = await customers(manager, 5);
  const answer = expect(await bulk(manager, 'customers', { action: 'update', set: { owner: seller.account.id }, items: named(made) }), 200);
  assert.equal(answer.done, 5);
  assert.equal(answer.refused, 0);
  for (const [index, one] of made.entries()) {
    const now = await seller.take(`customers/${one.id}`);
    assert.equal(now.owner.id, seller.account.id);
    assert.deepEqual(answer.outcomes[index], { id: one.id, version: now.version, problem: null });
    const history = await manager.take(`customers/${one.id}/history`);
    assert.equal(history.items[0].action, 'update');
    assert.equal(history.items[0].actor.id, manager.account.id);
  }
});

test('clause 4.3.1: of several orders those are confirmed that may be, and each refusal says why', async () => {
  const [customer] = await customers(manager, 1);
  const good = await order(customer);
  const empty = await order(customer, 0);
  const confirmed = await manager.move(await order(customer), 'orders', 'confirm');
  const stale = await order(customer);
  await manager.change('orders', stale, { note: 'changed by another' });
  const answer = expect(
    await bulk(manager, 'orders', {
      action: 'confirm',
      items: [...named([good, empty, confirmed.json, stale]), { id: '1', version: 1 }],
    }),
    200,
  );
  assert.equal(answer.done, 1);
  assert.equal(answer.refused, 4);
  const [done, ...others] = answer.outcomes;
  assert.equal(done.version, good.version + 1);
  assert.equal((await manager.take(`orders/${good.id}`)).state, 'confirmed');
  assert.equal((await manager.take(`orders/${empty.id}`)).state, 'draft');
  assert.deepEqual(
    others.map((one: Json) => one.version),
    [0, 0, 0, 0],
  );
  for (const one of others) assert.ok(one.problem.detail.length > 5, JSON.stringify(one));
  assert.equal(others[1].problem.key, 'problem.move');
  assert.equal(others[1].problem.clause, '4.3.1');
  assert.equal(others[2].problem.key, 'problem.stale');
  assert.equal(others[3].problem.key, 'problem.not_found');
});

test('clause 4.3.1: what a move must be told is asked once for all of them, and kept with each', async () => {
  const [customer] = await customers(manager, 1);
  const confirmed = async () => expect(await manager.move(await order(customer), 'orders', 'confirm'), 200);
  const orders = [await confirmed(), await confirmed()];
  const draft = await order(customer);
  const told = { reason: 'The customer is closed', customer_told: 'not_needed' };
  const items = named([...orders, draft]);
  const cancel = (set: Json) => bulk(manager, 'orders', { action: 'cancel', set, items });
  assert.equal(refused(await cancel({ reason: 'x' }), 400, 'invalid').errors[0].field, 'customer_told');
  assert.equal(refused(await cancel({ ...told, unheard_of: 1 }), 400, 'invalid').errors[0].field, 'unheard_of');
  assert.equal(expect(await cancel(told), 200).done, 3);
  for (const one of [...orders, draft]) {
    assert.equal((await manager.take(`orders/${one.id}`)).state, 'cancelled');
    const kept = await manager.list('order_amendments', { filter: `order = ${one.id}` });
    assert.deepEqual([kept.items[0].kind, kept.items[0].reason], ['cancel', told.reason]);
  }
  // Without a word a draft may be cancelled, a confirmed order may not: the row says so.
  const others = [await order(customer), await confirmed()];
  const silent = expect(await bulk(manager, 'orders', { action: 'cancel', items: named(others) }), 200);
  assert.deepEqual([silent.done, silent.refused], [1, 1]);
  assert.equal(silent.outcomes[1].problem.field, 'reason');
  // All that is open of each, by one job.
  const filter = `customer = ${customer.id} and state = confirmed`;
  const job = expect(await bulk(manager, 'orders', { action: 'deliver', all: { filter } }), 202);
  assert.deepEqual((await until_over(manager, job.id)).result, { done: 1, refused: 0 });
  assert.equal((await manager.take(`orders/${others[1]?.id}`)).state, 'delivered');
  // Lines are those of one order, never of all.
  const lines = [{ product: product.id, quantity: '9' }];
  const amend = { action: 'amend', set: { ...told, change: { lines } }, items };
  assert.equal(refused(await bulk(manager, 'orders', amend), 400, 'invalid').errors[0].field, 'set');
});

test('clause 3.4.3: nobody changes in bulk what they may not change one by one', async () => {
  const theirs = await customers(manager, 2);
  const mine = await customers(seller, 1);
  const items = named([...theirs, ...mine]);
  const answer = expect(await bulk(seller, 'customers', { action: 'update', set: { segment: 'taken' }, items }), 200);
  assert.deepEqual(
    answer.outcomes.map((one: Json) => one.problem?.key ?? null),
    ['problem.not_found', 'problem.not_found', null],
  );
  const before = await house.digest();
  refused(await bulk(seller, 'customers', { action: 'archive', items }), 403, 'forbidden');
  refused(await bulk(observer, 'customers', { action: 'update', set: { segment: 'x' }, items }), 403, 'forbidden');
  refused(await bulk(observer, 'products', { action: 'update', set: { cost: '1' }, items }), 403, 'forbidden');
  refused(await bulk(seller, 'accounts', { action: 'archive', items }), 404, 'not_found');
  refused(await bulk(house.administrator, 'accounts', { action: 'archive', items }), 400, 'invalid', 'problem.bulk.not_here');
  refused(await house.anyone().post('customers/bulk', { action: 'archive', items }), 401, 'unauthenticated');
  assert.equal(await house.digest(), before);
  // A salesperson takes up all that they see, and no more.
  const job = expect(await bulk(seller, 'customers', { action: 'update', set: { segment: 'all mine' }, all: {} }), 202);
  assert.equal((await until_over(seller, job.id)).state, 'done');
  assert.equal((await manager.totals('customers', { filter: 'segment = "all mine"' })).count, (await seller.totals('customers')).count);
});

test('archiving is taken back for exactly those that it archived', async () => {
  const made = await customers(manager, 3);
  const answer = expect(await bulk(manager, 'customers', { action: 'archive', items: named(made) }), 200);
  assert.equal(answer.done, 3);
  refused(await manager.patch(`customers/${made[0].id}`, answer.outcomes[0].version, { note: 'x' }), 409, 'conflict');
  const back = named(answer.outcomes);
  assert.equal(expect(await bulk(manager, 'customers', { action: 'restore', items: back }), 200).done, 3);
  assert.equal((await manager.take(`customers/${made[0].id}`)).archived, false);
});

test('all that a filter finds is changed by a job, with what became of every row, and undone by another', async () => {
  const segment = unique('segment');
  await customers(manager, 30, { segment });
  const [kept] = await customers(manager, 1, { segment });
  const all = { filter: `segment = "${segment}"`, q: '', archived: false };
  const job = expect(await bulk(manager, 'customers', { action: 'archive', all }), 202);
  assert.equal(job.progress.total, 31);
  const done = await until_over(manager, job.id);
  assert.equal(done.state, 'done');
  assert.deepEqual(done.result, { done: 31, refused: 0 });
  assert.equal((await manager.totals('customers', { filter: all.filter })).count, 0);
  const outcomes = await manager.take(`jobs/${job.id}/outcomes`);
  assert.equal(outcomes.items.length, 31);
  assert.ok(outcomes.items.every((one: Json) => one.title && one.version === 2 && one.problem === null));
  refused(await seller.get(`jobs/${job.id}/outcomes`), 404, 'not_found');
  refused(await bulk(seller, 'customers', { action: 'update', set: { segment: 'x' }, job: job.id }), 404, 'not_found');

  // One that somebody has restored and changed meanwhile is not run over.
  const found = await manager.take(`customers/${kept.id}`);
  const restored = expect(await manager.move(found, 'customers', 'restore'), 200);
  const undo = await until_over(manager, expect(await bulk(manager, 'customers', { action: 'restore', job: job.id }), 202).id);
  assert.deepEqual(undo.result, { done: 30, refused: 1 });
  const refusals = await manager.take(`jobs/${undo.id}/outcomes?refused=true`);
  assert.deepEqual(
    refusals.items.map((one: Json) => [one.id, one.problem.key]),
    [[restored.id, 'problem.stale']],
  );
  assert.equal((await manager.totals('customers', { filter: all.filter })).count, 31);
});

test('a job that the server was killed in goes on where it was: no row twice, none left out', async () => {
  const rows = sanitized ? 400 : 1500;
  const segment = unique('killed');
  const made = await Promise.all(Array.from({ length: 8 }, () => customers(manager, rows / 8, { segment })));
  const ids = made.flat().map((one) => one.id);
  const filter = `segment = "${segment}"`;
  const job = expect(await bulk(manager, 'customers', { action: 'update', set: { segment: `${segment} seen` }, all: { filter } }), 202);
  for (let waited = 0; (await manager.take(`jobs/${job.id}`)).progress.done === 0 && waited < 5000; waited += 1) await sleep(1);
  await house.end('SIGKILL');
  await house.start();
  const done = await until_over(manager, job.id);
  assert.equal(done.state, 'done');
  assert.deepEqual(done.result, { done: ids.length, refused: 0 });
  assert.deepEqual(done.progress, { done: ids.length, total: ids.length });
  const now = await manager.every('customers', { filter: `segment = "${segment} seen"` });
  assert.equal(now.length, ids.length);
  assert.ok(
    now.every((one) => one.version === 2),
    'each was changed exactly once',
  );
  const told = new Set<string>();
  for (let cursor = ''; ; ) {
    const page = await manager.take(`jobs/${job.id}/outcomes?cursor=${cursor}`);
    for (const one of page.items) told.add(one.id);
    if (page.next === null) break;
    cursor = page.next;
  }
  assert.equal(told.size, ids.length, 'the pages leave no row out');
  const { status, output } = house.command('verify');
  assert.equal(status, 0, output);
});

test('a job that is cancelled says what it has done by then, and that is taken back', async () => {
  const segment = unique('cancelled');
  await Promise.all(Array.from({ length: 8 }, () => customers(manager, 100, { segment })));
  const filter = `segment = "${segment}"`;
  const job = expect(await bulk(manager, 'customers', { action: 'archive', all: { filter } }), 202);
  for (let waited = 0; (await manager.take(`jobs/${job.id}`)).progress.done === 0 && waited < 5000; waited += 1) await sleep(1);
  await manager.post(`jobs/${job.id}/cancel`);
  const ended = await until_over(manager, job.id);
  assert.ok(['cancelled', 'done'].includes(ended.state), ended.state);
  const archived = ended.result?.done ?? 0; // nothing, when it had not begun
  assert.equal((await manager.totals('customers', { filter })).count, 800 - archived);
  const undo = await until_over(manager, expect(await bulk(manager, 'customers', { action: 'restore', job: job.id }), 202).id);
  assert.deepEqual(undo.result, { done: archived, refused: 0 });
  assert.equal((await manager.totals('customers', { filter })).count, 800);
});

test('what is asked for has a shape and a limit', async () => {
  const [one] = await customers(manager, 1);
  const items = named([one]);
  const cases: [Json, string][] = [
    [{ items }, 'action'],
    [{ action: 'explode', items }, 'action'],
    [{ action: 'archive' }, 'items'],
    [{ action: 'archive', items: [] }, 'items'],
    [{ action: 'archive', items, all: {} }, 'items'],
    [{ action: 'archive', items: Array.from({ length: 501 }, (_, n) => ({ id: String(n + 1), version: 1 })) }, 'items'],
    [{ action: 'archive', items: [...items, ...items] }, 'items[1].id'],
    [{ action: 'archive', items: [{ id: one.id }] }, 'items[0].version'],
    [{ action: 'archive', set: { note: 'x' }, items }, 'set'],
    [{ action: 'update', items }, 'set'],
    [{ action: 'update', set: {}, items }, 'set'],
    [{ action: 'update', set: { nothing: 1 }, items }, 'nothing'],
    [{ action: 'update', set: { contacts: [] }, items }, 'set'],
    [{ action: 'archive', all: { sort: 'name' } }, 'all.sort'],
    [{ action: 'archive', all: { filter: 3 } }, 'all.filter'],
    [{ action: 'archive', job: 'x' }, 'job'],
    [{ action: 'archive', items, more: 1 }, 'more'],
  ];
  for (const [body, field] of cases) {
    const problem = refused(await bulk(manager, 'customers', body), 400, 'invalid');
    assert.equal(problem.errors[0].field, field, JSON.stringify(body).slice(0, 200));
  }
  refused(await bulk(manager, 'customers', { action: 'archive', all: { filter: 'nothing = 1' } }), 400, 'invalid');
  refused(await bulk(manager, 'nothing', { action: 'archive', items }), 404, 'not_found');
  refused(await bulk(manager, 'orders', { action: 'update', set: { state: 'closed' }, items }), 400, 'invalid');
  assert.equal((await manager.take(`customers/${one.id}`)).version, 1);
});
