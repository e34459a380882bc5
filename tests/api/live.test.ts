// What others change is heard at once, by those who may read it and by nobody else; and coming back, nothing is missed.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Client, engine, expect, House, type Json, refused, unique } from './harness.ts';
import { Listener } from './listener.ts';

let house: House;
let root: Client;
let manager: Client;
let seller: Client;
let other: Client;
const open: Listener[] = [];

before(async () => {
  house = await new House().open();
  root = house.administrator;
  manager = await house.as('manager');
  seller = await house.as('salesperson', 'seller');
  other = await house.as('salesperson', 'other');
});
after(() => house.stop());

async function listen(client: Client, last_id = ''): Promise<Listener> {
  const listener = await Listener.of(client, last_id);
  open.push(listener);
  return listener;
}
const hang_up = () => {
  for (const one of open.splice(0)) one.close();
};
// Something that everybody may hear of: what was not heard before it will not be heard.
async function settled(...listeners: Listener[]) {
  const region = await manager.make('regions', { name: unique('R') });
  for (const one of listeners) await one.change('regions', region.id);
}

test('clause 4.3.1: who is looking hears what another changes, and learns nothing that is in it', async (t) => {
  t.after(hang_up);
  const listener = await listen(manager);
  const customer = await root.make('customers', { name: unique('Quiet name') });
  const made = await listener.change('customers', customer.id);
  assert.deepEqual(made, {
    record: 'customers',
    id: customer.id,
    version: 1,
    action: 'create',
    by: { id: root.account.id, title: root.account.name },
  });
  const changed = await root.change('customers', customer, { name: unique('Other name') });
  assert.equal((await listener.change('customers', customer.id, 2)).action, 'update');
  expect(await root.move(changed, 'customers', 'archive'), 200);
  assert.equal((await listener.change('customers', customer.id, 3)).action, 'archive');
  assert.doesNotMatch(listener.text, /Quiet name|Other name/);
});

test('clause 9.2.3: nobody hears of a record that is out of their scope', async (t) => {
  t.after(hang_up);
  const [mine, theirs, all] = [await listen(seller), await listen(other), await listen(manager)];
  const customer = await seller.make('customers', { name: unique() });
  await mine.change('customers', customer.id);
  await all.change('customers', customer.id);
  const account = await root.make('accounts', { login: unique('x').toLowerCase(), name: 'New', role: 'observer', locale: 'en' });
  await all.change('accounts', account.id);
  await settled(mine, theirs);
  assert.deepEqual(
    theirs.changes().map((one: Json) => one.record),
    ['regions'],
  );
  assert.ok(!mine.changes().some((one: Json) => one.record === 'accounts'));
});

test('clause 9.2.3: who loses sight of a record is told to drop it, and no more than that', async (t) => {
  t.after(hang_up);
  const customer = await seller.make('customers', { name: unique() });
  const [mine, theirs] = [await listen(seller), await listen(other)];
  const last_id = mine.last_id;
  const moved = await manager.change('customers', await manager.take(`customers/${customer.id}`), { owner: other.account.id });
  const gone = { record: 'customers', id: customer.id, action: 'gone' };
  assert.deepEqual(await mine.change('customers', customer.id), gone);
  assert.equal((await theirs.change('customers', customer.id)).version, moved.version);
  refused(await seller.get(`customers/${customer.id}`), 404, 'not_found');

  await manager.change('customers', moved, { name: unique() });
  await theirs.change('customers', customer.id, moved.version + 1);
  await settled(mine);
  assert.equal(mine.changes().filter((one: Json) => one.id === customer.id).length, 1, 'what happens later is not theirs to hear');
  const again = await listen(seller, last_id);
  assert.deepEqual(await again.change('customers', customer.id), gone, 'nor is it for one who comes back');
});

test('who comes back with the id of the last event hears what was missed, once', async (t) => {
  t.after(hang_up);
  const first = await listen(manager);
  const heard = await root.make('customers', { name: unique() });
  await first.change('customers', heard.id);
  first.close();
  const missed = await Promise.all([1, 2, 3].map(() => root.make('customers', { name: unique() })));
  const changed = await root.change('customers', missed[0], { name: unique() });
  const second = await listen(manager, first.last_id);
  assert.deepEqual(
    second
      .changes()
      .map((one: Json) => [one.id, one.version])
      .sort(),
    missed.map((one) => [one.id, one.id === changed.id ? 2 : 1]).sort(),
  );
  second.close();
  const third = await listen(manager, second.last_id);
  await settled(third);
  assert.equal(third.changes().length, 1);

  // A page that opens the stream anew knows the id too, and cannot send the header.
  const fourth = await Listener.attempt(manager, `/api/v1/events?after=${first.last_id}`);
  open.push(fourth);
  await fourth.change('customers', changed.id, 2);
});

test('a server that was killed and comes back has lost nothing', async (t) => {
  t.after(hang_up);
  const listener = await listen(manager);
  const before_it = await root.make('customers', { name: unique() });
  await listener.change('customers', before_it.id);
  const sent = Promise.all(Array.from({ length: 20 }, () => root.make('customers', { name: unique() }).catch(() => undefined)));
  await house.end('SIGKILL');
  await listener.over();
  const acknowledged = (await sent).filter((one) => one !== undefined);
  await house.start();
  const later = await root.make('customers', { name: unique() });
  const again = await listen(manager, listener.last_id);
  const known = new Set([...listener.changes(), ...again.changes()].map((one: Json) => one.id));
  for (const one of [before_it, ...acknowledged, later]) assert.ok(known.has(one.id), 'acknowledged and not heard');
});

test('too much to tell, or an id of another log: everything is to be read again', async (t) => {
  t.after(hang_up);
  for (const id of ['1:999999999', 'nonsense', '77:5']) {
    const listener = await listen(manager, id);
    assert.deepEqual(
      listener.heard.map((one) => one.name),
      ['reset', 'ready'],
      id,
    );
  }
  const from = await listen(manager);
  from.close();
  for (let round = 0; round < 11; round++) await Promise.all(Array.from({ length: 20 }, () => root.make('regions', { name: unique('R') })));
  const listener = await listen(manager, from.last_id);
  assert.deepEqual(
    listener.heard.map((one) => one.name),
    ['reset', 'ready'],
  );
});

test('clause 2.1: the stream ends within a second of the session, and of the account', async (t) => {
  t.after(hang_up);
  const brief = await house.as('salesperson', 'brief');
  const signed_out = await listen(brief);
  const token = expect(await brief.post('tokens', { name: 'listening' }), 201).token;
  const program = house.anyone();
  program.token = token;
  const by_token = await listen(program);
  expect(await brief.send('DELETE', '/api/v1/session'), 204);
  assert.ok((await signed_out.over()) < 1000);
  assert.equal(signed_out.heard.at(-1)?.name, 'end');
  assert.ok(!by_token.is_over, 'the token still holds');

  const account = await root.take(`accounts/${brief.account.id}`);
  await root.change('accounts', account, { active: false });
  assert.ok((await by_token.over()) < 1000);
  refused(await program.get('session'), 401, 'unauthenticated');
  const attempt = await Listener.attempt(program);
  assert.equal(attempt.status, 401);
});

test('clause 9.2.3: another role hears what that role may read, at once', async (t) => {
  t.after(hang_up);
  const promoted = await house.as('observer', 'promoted');
  const listener = await listen(promoted);
  const account = await root.take(`accounts/${promoted.account.id}`);
  await root.change('accounts', account, { role: 'salesperson' });
  await listener.over();
  expect(await promoted.sign_in('promoted'), 201);
  const again = await listen(promoted);
  await manager.make('customers', { name: unique() });
  await settled(again);
  assert.deepEqual(
    again.changes().map((one: Json) => one.record),
    ['regions'],
  );
});

test('nobody listens without an account, nor in too many places', async (t) => {
  t.after(hang_up);
  assert.equal((await Listener.attempt(house.anyone())).status, 401);
  for (let n = 0; n < 100; n++) open.push(await Listener.attempt(other));
  const over = await Listener.attempt(other);
  assert.equal(over.status, 429);
  open.pop()?.close();
  let status = 0;
  for (const until = performance.now() + 10_000; status !== 200 && performance.now() < until; ) {
    const attempt = await Listener.attempt(other);
    open.push(attempt);
    status = attempt.status;
  }
  assert.equal(status, 200, 'a place that was left is free again');
});

if (engine === 'postgres')
  test('what another server on the same database writes is heard here, and either can be come back to', async (t) => {
    t.after(hang_up);
    const beside = await House.beside(house).start();
    t.after(() => beside.stop());
    const there = beside.anyone();
    expect(await there.sign_in('manager'), 201);
    const [here, at_the_other] = [await listen(manager), await listen(there)];
    const from = performance.now();
    const by_other = await there.make('customers', { name: unique() });
    await here.change('customers', by_other.id);
    assert.ok(performance.now() - from < 900, 'told, not found by looking');
    const by_this = await manager.make('customers', { name: unique() });
    await at_the_other.change('customers', by_this.id);

    here.close();
    const [first, second] = [await manager.make('customers', { name: unique() }), await there.make('customers', { name: unique() })];
    const again = await listen(there, here.last_id);
    const missed = again.changes().map((one: Json) => one.id);
    for (const one of [first, second]) assert.ok(missed.includes(one.id));
  });

test('a stopping server ends the streams and waits for none of them', async (t) => {
  t.after(hang_up);
  const listeners = await Promise.all(Array.from({ length: 20 }, () => listen(manager)));
  const from = performance.now();
  assert.equal(await house.end('SIGTERM'), 0);
  assert.ok(performance.now() - from < 5000);
  for (const one of listeners) await one.over();
  await house.start();
});
