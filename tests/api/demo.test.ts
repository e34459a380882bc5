// The made-up branch that `bylaw demo` fills an empty database with.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { expect, House, type Json } from './harness.ts';

describe('a demo', () => {
  const house = new House();
  let setup: Json;

  before(async () => {
    const { status, output } = house.command('demo');
    assert.equal(status, 0, output);
    await house.start();
    setup = expect(await house.anyone().get('setup'), 200);
  });
  after(() => house.stop());

  const as = async (role: string) => {
    const client = house.anyone();
    const account = setup.demo.accounts.find((one: Json) => one.role === role);
    expect(await client.sign_in(account.login, setup.demo.password), 201);
    return client;
  };

  test('shows an account of each role on the sign-in page, and its password lets in', async () => {
    assert.equal(setup.setup_needed, false);
    const roles = setup.demo.accounts.map((one: Json) => one.role);
    assert.deepEqual([...new Set(roles)], ['Administrator', 'Department manager', 'Salesperson', 'Observer']);
    for (const role of new Set<string>(roles)) await as(role);
  });

  test('clause 4.3.1: holds two years of orders in every state, by their own salespersons', async () => {
    const manager = await as('Department manager');
    const totals = await manager.totals('orders');
    assert.ok(totals.count > 4000, `${totals.count} orders`);
    assert.ok((await manager.totals('customers')).count > 300);
    const days = (sort: string) => manager.list('orders', { sort, limit: '1' }).then((page) => page.items[0].ordered_on);
    const [first, last] = await Promise.all([days('ordered_on'), days('-ordered_on')]);
    assert.ok(Date.parse(last) - Date.parse(first) > 700 * 86_400_000, `${first} to ${last}`);
    const states = (await manager.take('schema')).records
      .find((one: Json) => one.name === 'orders')
      .fields.find((one: Json) => one.name === 'state');
    for (const { value } of states.choices) assert.ok((await manager.totals('orders', { filter: `state = ${value}` })).count > 0, value);
    for (const record of ['order_returns', 'order_problems', 'receipts', 'deliveries'])
      assert.ok((await manager.totals(record)).count > 50, record);
    for (const state of ['open', 'resolved'])
      assert.ok((await manager.totals('order_problems', { filter: `state = ${state}` })).count > 0, state);
    const own = (await (await as('Salesperson')).totals('orders')).count;
    assert.ok(own > 0 && own < totals.count, `${own} of ${totals.count}`);
  });

  test('keeps a history on the days on which things happened', async () => {
    const manager = await as('Department manager');
    const page = await manager.list('orders', { filter: 'state = closed', sort: 'ordered_on', limit: '1' });
    const entries = (await manager.take(`orders/${page.items[0].id}/history`)).items;
    assert.equal(entries.at(-1).action, 'create');
    assert.equal(entries.at(-1).at.slice(0, 7), page.items[0].ordered_on.slice(0, 7));
    assert.ok(entries.length >= 4, `${entries.length} entries`);
  });

  test('comes out the same each time', async () => {
    const other = new House();
    assert.equal(other.command('demo').status, 0);
    await other.start();
    const manager = await as('Department manager');
    const again = other.anyone();
    expect(await again.sign_in('manager', setup.demo.password), 201);
    for (const records of ['orders', 'customers', 'products'])
      assert.deepEqual(await again.totals(records), await manager.totals(records), records);
    assert.deepEqual(await again.list('orders', { limit: '200' }), await manager.list('orders', { limit: '200' }));
    await other.stop();
  });

  test('never goes where there are accounts, and verifies clean', async () => {
    await house.end('SIGTERM');
    const { status, output } = house.command('demo');
    assert.equal(status, 1, output);
    assert.match(output, /accounts in this database already/);
    const verified = house.command('verify');
    assert.equal(verified.status, 0, verified.output);
    await house.start();
  });
});

test('a database of one’s own shows nobody on its sign-in page', async () => {
  const house = await new House().open();
  assert.deepEqual(expect(await house.anyone().get('setup'), 200), { setup_needed: false });
  await house.stop();
});
