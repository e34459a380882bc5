// Saved views of lists: whose they are, who sees and changes them, and what is kept for one person alone.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Client, expect, House, type Json, refused } from './harness.ts';

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

const state = (more: Json = {}) => ({
  filter: 'state = draft and revenue >= 100',
  sort: '-revenue',
  q: null,
  archived: false,
  mode: 'table',
  density: 'compact',
  columns: [
    { name: 'number', width: 160 },
    { name: 'customer', width: null },
  ],
  ...more,
});
const make = (client: Client, more: Json = {}) => client.make('views', { record: 'orders', name: 'Large drafts', state: state(), ...more });
const names = async (client: Client): Promise<string[]> => (await client.take('views?record=orders')).items.map((one: Json) => one.name);
const remove = async (client: Client, view: Json) => expect(await client.send('DELETE', `/api/v1/views/${view.id}`), 204);

test('4.3: a saved view keeps filter, order, columns, widths, density and mode, for its maker alone', async () => {
  const view = await make(seller);
  assert.deepEqual(view.state, state());
  assert.deepEqual(view.can, { update: true });
  assert.equal(view.shared, false);
  assert.deepEqual(await names(seller), ['Large drafts']);
  assert.deepEqual(await names(other), []);
  assert.deepEqual(await names(manager), []);
  refused(await other.patch(`views/${view.id}`, 1, { name: 'Mine now' }), 404, 'not_found');
  refused(await manager.send('DELETE', `/api/v1/views/${view.id}`), 404, 'not_found');
  await remove(seller, view);
  assert.deepEqual(await names(seller), []);
});

test('4.3: a shared view is seen by all who may read the record and changed by its maker or a manager only', async () => {
  const view = await make(seller, { shared: true, name: 'Shared' });
  for (const client of [other, observer, manager]) assert.deepEqual(await names(client), ['Shared']);
  const seen = (await observer.take('views?record=orders')).items[0];
  assert.deepEqual(seen.can, { update: false });
  assert.equal(seen.owner.title, 'The salesperson');
  refused(await other.patch(`views/${view.id}`, 1, { name: 'Taken' }), 403, 'forbidden', 'problem.view.not_yours');
  refused(await observer.send('DELETE', `/api/v1/views/${view.id}`), 403, 'forbidden', 'problem.view.not_yours');
  const renamed = expect(await manager.patch(`views/${view.id}`, 1, { name: 'Renamed' }), 200);
  assert.equal(renamed.version, 2);
  assert.equal(refused(await seller.patch(`views/${view.id}`, 1, { name: 'Late' }), 412, 'stale').current_version, 2);
  refused(await seller.patch(`views/${view.id}`, undefined, { name: 'Late' }), 428, 'precondition_required');
  const withdrawn = expect(await seller.patch(`views/${view.id}`, 2, { shared: false }), 200);
  assert.equal(withdrawn.shared, false);
  assert.deepEqual(await names(other), []);
  await remove(seller, view);
});

test('9.2: a view that filters or sorts by what one may not read is not there, and its columns never show', async () => {
  const secret = await make(manager, { shared: true, name: 'By profit', state: state({ filter: 'profit < 0' }) });
  const sorted = await make(manager, { shared: true, name: 'Sorted by cost', state: state({ sort: '-cost' }) });
  const wide = await make(manager, { shared: true, name: 'Wide', state: state({ columns: [{ name: 'number' }, { name: 'profit' }] }) });
  assert.deepEqual(await names(observer), ['Wide']);
  assert.deepEqual(await names(seller), ['By profit', 'Sorted by cost', 'Wide']);
  const shown = (await observer.take('views?record=orders')).items[0];
  assert.deepEqual(shown.state.columns, [{ name: 'number', width: null }]);
  refused(await observer.post('views/settings', { record: 'orders', view: secret.id, default: true }), 404, 'not_found');
  refused(await observer.post('views', { record: 'orders', name: 'Guess', state: { filter: 'profit < 0' } }), 400, 'invalid');
  refused(await observer.post('views', { record: 'orders', name: 'Guess', state: { columns: [{ name: 'profit' }] } }), 400, 'invalid');
  for (const view of [secret, sorted, wide]) await remove(manager, view);
});

test('4.3: each person keeps a layout of each view and the one that the list opens with', async () => {
  const view = await make(manager, { shared: true, name: 'Team' });
  const set = async (client: Client, body: Json) => expect(await client.post('views/settings', { record: 'orders', ...body }), 204);
  await set(seller, { view: view.id, layout: { density: 'comfortable', columns: [{ name: 'revenue', width: 90 }] }, default: true });
  await set(seller, { layout: { mode: 'cards' } });
  const mine = await seller.take('views?record=orders');
  assert.equal(mine.default, view.id);
  assert.deepEqual(mine.layouts, {
    '': { mode: 'cards', density: null, columns: [] },
    [view.id]: { mode: null, density: 'comfortable', columns: [{ name: 'revenue', width: 90 }] },
  });
  const theirs = await other.take('views?record=orders');
  assert.equal(theirs.default, null);
  assert.deepEqual(theirs.layouts, {});
  assert.deepEqual(theirs.items[0].state, state());
  await set(seller, { default: false });
  assert.equal((await seller.take('views?record=orders')).default, null);
  await set(seller, { view: view.id, default: true });
  await remove(manager, view);
  const left = await seller.take('views?record=orders');
  assert.equal(left.default, null);
  assert.deepEqual(Object.keys(left.layouts), ['']);
});

test('a view that says nothing sound is refused with the member that is wrong', async () => {
  const cases: [Json, string][] = [
    [{ record: 'nothing' }, 'record'],
    [{ record: 'accounts' }, 'record'],
    [{ name: ' ' }, 'name'],
    [{ name: 'x'.repeat(81) }, 'name'],
    [{ state: { mode: 'board' } }, 'state.mode'],
    [{ state: { density: 3 } }, 'state.density'],
    [{ state: { colour: 'red' } }, 'state.colour'],
    [{ state: { columns: [{ name: 'number', width: 5 }] } }, 'state.columns'],
    [{ state: { columns: [{ name: 'number' }, { name: 'number' }] } }, 'state.columns'],
    [{ state: { columns: [{ name: 'path' }, { name: 'nothing' }] } }, 'state.columns'],
    [{ shared: 'yes' }, 'shared'],
  ];
  for (const [more, field] of cases) {
    const body = { record: 'orders', name: 'A view', ...more };
    const problem = refused(await seller.post('views', body), 400, 'invalid');
    assert.equal(problem.errors[0].field, field, JSON.stringify(body));
  }
  refused(await seller.post('views', { record: 'orders', name: 'A', state: { filter: 'state =' } }), 400, 'invalid');
  refused(await seller.post('views', { record: 'orders', name: 'A', state: { sort: 'note' } }), 400, 'invalid');
  refused(await seller.post('views', 'x'), 400, 'invalid');
  refused(await house.anyone().get('views?record=orders'), 401, 'unauthenticated');
  assert.deepEqual(await names(seller), []);
});

test('an account keeps at most 200 views', async () => {
  const made: Json[] = [];
  for (let count = 0; count < 200; ++count) made.push(await make(other, { name: `View ${count}`, state: {} }));
  refused(await other.post('views', { record: 'orders', name: 'One more', state: {} }), 409, 'conflict', 'problem.view.too_many');
  for (const view of made) await remove(other, view);
});
