// Killed in the middle of writing, again and again: what was acknowledged is there, nothing is there twice, the log is whole, and the next
// start is quick. The ledger of what was acknowledged is kept here, outside.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, House, type Json, sanitized, unique } from './harness.ts';

const rounds = sanitized ? 5 : 30;
const writers = 8;
const house = new House();
let root: Client;
let customer: Json;
let product: Json;
before(async () => {
  root = (await house.open()).administrator;
  customer = await root.make('customers', { name: 'Survivor' });
  product = await root.make('products', { code: 'P-1', name: 'Paper', price: '1.00' });
});
after(() => house.stop());

interface Write {
  path: string;
  key: string;
  body: Json;
  // what the server acknowledged; missing when the answer never came
  id?: string;
}

function next_write(): Write {
  const key = unique('kill');
  if (Math.random() < 0.5) return { path: 'customers', key, body: { name: key } };
  const lines = [1, 2, 3].map((quantity) => ({ product: product.id, quantity: String(quantity), price: '1.00' }));
  return { path: 'orders', key, body: { customer: customer.id, ordered_on: '2026-01-31', lines } };
}

test(`clause 4.3.1: killed ${rounds} times under ${writers} writers`, async (t) => {
  const ledger: Write[] = [];
  const open: Write[] = [];
  let slowest = 0;
  for (let round = 1; round <= rounds; round++) {
    let running = true;
    const work = Array.from({ length: writers }, async () => {
      while (running) {
        const write = next_write();
        try {
          const answer = await root.post(write.path, write.body, { 'Idempotency-Key': write.key });
          assert.equal(answer.status, 201, answer.text);
          ledger.push({ ...write, id: answer.json.id });
        } catch (error) {
          if (error instanceof assert.AssertionError) throw error;
          open.push(write);
          return;
        }
      }
    });
    await sleep(30 + Math.random() * 500);
    const gone = house.end('SIGKILL');
    running = false;
    await Promise.all([gone, ...work]);

    const verified = house.command('verify');
    assert.equal(verified.status, 0, `round ${round}: ${verified.output}`);
    const from = performance.now();
    await house.start();
    const took = performance.now() - from;
    slowest = Math.max(slowest, took);
    assert.ok(took <= 2000, `round ${round}: ready after ${took.toFixed(0)} ms`);
  }
  t.diagnostic(`${ledger.length} acknowledged, ${open.length} without an answer, slowest start ${slowest.toFixed(0)} ms`);
  assert.ok(ledger.length > rounds * writers, 'the writers got something done');

  // Those without an answer are asked again with the same key: done then or done now, but once.
  for (const write of open) {
    const answer = await root.post(write.path, write.body, { 'Idempotency-Key': write.key });
    assert.equal(answer.status, 201, answer.text);
    ledger.push({ ...write, id: answer.json.id });
  }
  assert.equal(new Set(ledger.map((write) => write.id)).size, ledger.length, 'two writes were given one record');

  const customers = new Map((await root.every('customers')).map((one: Json) => [one.id, one]));
  const orders = new Map((await root.every('orders')).map((one: Json) => [one.id, one]));
  for (const write of ledger) {
    const kept = (write.path === 'customers' ? customers : orders).get(write.id);
    assert.ok(kept, `${write.path} ${write.id} was acknowledged and is lost`);
    if (write.path === 'customers') assert.equal(kept.name, write.body.name);
    else assert.equal(kept.revenue, '6.00');
  }
  const made_orders = ledger.filter((write) => write.path === 'orders').length;
  assert.equal(customers.size, 1 + ledger.length - made_orders, 'a customer is there twice');
  assert.equal(orders.size, made_orders, 'an order is there twice');
  assert.equal((await root.totals('order_lines')).count, made_orders * 3, 'an order without all its lines');
  const numbers = [...orders.values()].map((one: Json) => Number(one.number.match(/(\d+)$/)[1])).sort((a, b) => a - b);
  assert.deepEqual(
    numbers,
    numbers.map((_, i) => i + 1),
    'the numbers have a gap',
  );
  assert.equal((await root.take('session')).account.login, 'root', 'who was signed in still is');
  const running = house.command('verify');
  assert.equal(running.status, 0, `verify beside the running server: ${running.output}`);
});
