// A backup made while others write, put back into an empty place, proved, and compared with what was there; and each way in which one must
// be refused. On both engines.
import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type Client, engine, House, type Json, unique } from './harness.ts';

const house = new House();
const restored = new House();
const file = join(house.folder, 'one.backup');
let root: Client;
before(async () => {
  root = (await house.open()).administrator;
  for (let n = 0; n < 20; n++) await root.make('customers', { name: unique('before'), phone: '13800138000' });
});
after(async () => {
  await restored.stop();
  await house.stop();
});

// A House that has the key of the first one and no database.
function empty_house(one: House): House {
  mkdirSync(one.data, { mode: 0o700, recursive: true });
  copyFileSync(join(house.data, 'bylaw.key'), join(one.data, 'bylaw.key'));
  return one;
}
function refuses(words: RegExp, ...command: string[]) {
  const other = empty_house(new House());
  const { status, output } = other.command(...command);
  assert.equal(status, 1, output);
  assert.match(output, words);
  assert.ok(!existsSync(join(other.data, 'bylaw.db')), 'a refused backup left a database behind');
  return other.stop();
}

test('a backup under load holds all that was acknowledged before it and nothing by halves', async (t) => {
  const acknowledged = new Set<string>((await root.every('customers')).map((one: Json) => one.id));
  let running = true;
  let orders_made = 0;
  const writers = Array.from({ length: 4 }, async () => {
    while (running) {
      const product = await root.make('products', { code: unique('P'), name: 'Paper', price: '1.00' });
      const customer = await root.make('customers', { name: unique('during') });
      const lines = [1, 2, 3].map((quantity) => ({ product: product.id, quantity: String(quantity), price: '1.00' }));
      acknowledged.add((await root.make('orders', { customer: customer.id, ordered_on: '2026-01-31', lines })).id);
      orders_made++;
    }
  });
  while (orders_made < 40) await root.take('session');
  const before_it = [...acknowledged];
  const made = await house.command_beside('backup', file);
  running = false;
  await Promise.all(writers);
  assert.equal(made.status, 0, made.output);
  assert.match(made.output, /read again and whole/);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.deepEqual(readdirSync(join(house.data, 'backups')), [], 'the backup lies where it was wanted and nowhere else');

  empty_house(restored);
  const put_back = restored.command('restore', file);
  assert.equal(put_back.status, 0, put_back.output);
  assert.match(put_back.output, /audit entries, 0 findings/);
  await restored.start();
  const reader = restored.anyone();
  reader.cookie = root.cookie; // sessions come back with everything else
  const customers = await reader.every('customers');
  const orders = await reader.every('orders');
  const there = new Set([...customers, ...orders].map((one: Json) => one.id));
  for (const id of before_it) assert.ok(there.has(id), `${id} was acknowledged before the backup and is missing`);
  assert.equal((await reader.totals('order_lines')).count, orders.length * 3, 'an order without all its lines');
  for (const order of orders) assert.equal((await root.take(`orders/${order.id}`)).revenue, order.revenue);
  for (const one of customers) assert.equal((await root.take(`customers/${one.id}`)).name, one.name);
  await reader.make('customers', { name: 'life goes on' });
  assert.equal(restored.command('verify').status, 0);
  t.diagnostic(`${customers.length} customers, ${orders.length} orders, ${statSync(file).size} bytes`);
});

test('clause 9.2.2: a backup shows nothing of what is in it', () => {
  const bytes = readFileSync(file);
  for (const secret of ['during-', 'before-', '13800138000', 'First Administrator', 'orders'])
    assert.equal(bytes.indexOf(secret), -1, secret);
});

test('a backup is checked without writing anything', async () => {
  const other = empty_house(new House());
  const { status, output } = other.command('restore', '--check', file);
  assert.equal(status, 0, output);
  assert.match(output, /whole/);
  assert.ok(!existsSync(join(other.data, 'bylaw.db')));
  await other.stop();
});

test('nothing is overwritten: neither a file by a backup nor a database by a restore', () => {
  const again = house.command('backup', file);
  assert.equal(again.status, 1);
  assert.match(again.output, /is there already: nothing is overwritten/);
  const over = restored.command('restore', file);
  assert.equal(over.status, 1, over.output);
  assert.match(
    over.output,
    engine === 'sqlite' ? /in use by another bylaw process|already: nothing is overwritten/ : /already: nothing is overwritten/,
  );
});

test('clause 9.2.2: a backup altered by one byte, cut off or opened with another key is refused and nothing is left', async () => {
  const bytes = readFileSync(file);
  const bad = join(house.folder, 'bad.backup');
  const altered = Buffer.from(bytes);
  altered[Math.floor(bytes.length / 2)] = (altered[Math.floor(bytes.length / 2)] ?? 0) ^ 1;
  writeFileSync(bad, altered);
  await refuses(/is damaged near byte \d+/, 'restore', bad);
  writeFileSync(bad, bytes.subarray(0, bytes.length - 1000));
  await refuses(/is cut off: its end is missing/, 'restore', bad);
  writeFileSync(bad, 'not a backup at all');
  await refuses(/is no backup of Bylaw/, 'restore', bad);
  const key = join(house.folder, 'other.key');
  writeFileSync(key, `${'ab'.repeat(32)}\n`, { mode: 0o600 });
  await refuses(/was made with another key/, 'restore', '--key', key, file);
  await refuses(/key file .* is missing/, 'restore', '--key', join(house.folder, 'no.key'), file);
});

test('a backup of one engine is not put into the other', async () => {
  const other = empty_house(new House());
  const place = ['--data', other.data, ...(engine === 'sqlite' ? ['--database', 'host=/nowhere'] : [])];
  const { status, output } = other.command_at(place, 'restore', file);
  assert.equal(status, 1, output);
  assert.match(output, engine === 'sqlite' ? /is of an embedded database/ : /is of a PostgreSQL database/);
  await other.stop();
});

test('a backup is for whoever has the data directory: nobody who signs in may ask for one', async () => {
  for (const client of [root, await house.as('manager'), await house.as('observer')])
    for (const answer of [await client.post('operator/backup'), await client.get('operator/backup')])
      assert.equal(answer.status, 404, answer.text);
  assert.equal((await house.anyone().post('operator/backup')).status, 401);
});

test('the audit log has an entry for each backup', () => {
  const entries = () => Number(house.command('verify').output.match(/(\d+) audit entries, 0 findings/)?.[1]);
  const before_it = entries();
  assert.equal(house.command('backup', join(house.folder, 'two.backup')).status, 0);
  assert.equal(entries(), before_it + 1);
});
