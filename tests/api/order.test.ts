// Orders: numbers without gaps, lines and exact sums, states, and the history of both.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Client, expect, House, type Json, refused, unique } from './harness.ts';

const house = new House();
let root: Client;
let customer: Json;
let product: Json;
before(async () => {
  root = (await house.open()).administrator;
  customer = await root.make('customers', { name: 'Order Trading' });
  product = await root.make('products', { code: 'P-1', name: 'Paper', price: '10.00' });
});
after(() => house.stop());

const line = (more: Json = {}) => ({ product: product.id, quantity: '1', price: '10.00', ...more });
const order = (lines: Json[] = [line()], more: Json = {}) =>
  root.make('orders', { customer: customer.id, ordered_on: '2026-01-31', lines, ...more });

// 分 as a whole number, from the text of an amount; no floating point here either.
const fen = (amount: string) => BigInt(amount.replace('.', ''));
// quantity × price × (1 - discount), half up to 分, once.
function amount_of(quantity: string, price: string, discount = '0'): bigint {
  const units = (text: string) => {
    const [whole, part = ''] = text.split('.');
    return [BigInt(whole + part), BigInt(part.length)] as const;
  };
  const [q, q_scale] = units(quantity);
  const [p, p_scale] = units(price);
  const [d, d_scale] = units(discount);
  const exact = q * p * (10n ** d_scale - d) * 100n;
  const scale = 10n ** (q_scale + p_scale + d_scale);
  const half = exact < 0n ? -scale : scale;
  return (2n * exact + half) / (2n * scale);
}

test('clause 4.3.1: an order with its lines is made in one go and adds up to the last 分', async () => {
  const cases: [string, string, string][] = [
    ['1', '0.01', '0'],
    ['3', '33.33', '0'],
    ['2.5', '0.03', '0'],
    ['0.5', '0.01', '0'],
    ['7', '19.99', '0.15'],
    ['1', '100.00', '0.333'],
    ['12345.678', '987.65', '0.0725'],
    ['1', '1.01', '0.5'],
  ];
  const accepted = [];
  for (const [quantity, price, discount] of cases) {
    const answer = await root.post('orders', {
      customer: customer.id,
      ordered_on: '2026-01-31',
      lines: [line({ quantity, price, discount })],
    });
    if (answer.status === 400) continue; // more digits than the field has
    const made = expect(answer, 201);
    assert.equal(fen(made.lines[0].amount), amount_of(quantity, price, discount), `${quantity} × ${price} × (1 - ${discount})`);
    assert.equal(made.revenue, made.lines[0].amount);
    accepted.push([quantity, price, discount] as const);
  }
  assert.ok(accepted.length >= 6, `only ${accepted.length} of the cases fit the fields`);
  const all = await order(accepted.map(([quantity, price, discount]) => line({ quantity, price, discount })));
  assert.equal(
    fen(all.revenue),
    accepted.reduce((sum, one) => sum + amount_of(...one), 0n),
  );
});

test('clause 4.3.1: cost and profit add up, also below nothing', async () => {
  const made = await order([line({ quantity: '2', price: '10.00', cost: '25.50' }), line({ quantity: '1', price: '3.00', cost: '1.00' })]);
  assert.equal(made.revenue, '23.00');
  assert.equal(fen(made.revenue) - fen(made.cost), fen(made.profit));
  assert.ok(made.profit.startsWith('-'), made.profit);
});

test('clause 4.3.1: numbers run without a gap, whatever fails in between and however many write at once', async () => {
  const number_of = (one: Json) => Number(one.number.match(/(\d+)$/)[1]);
  const first = await order();
  assert.match(first.number, /\d{4}-\d{4,}$/);
  for (let i = 0; i < 3; i++) refused(await root.post('orders', { customer: '1', lines: [line()] }), 400, 'invalid');
  refused(await root.post('orders', { customer: customer.id, ordered_on: '2026-01-31', lines: [line({ product: '1' })] }), 400, 'invalid');
  const many = await Promise.all(Array.from({ length: 24 }, () => order()));
  const numbers = many.map(number_of).sort((a, b) => a - b);
  assert.deepEqual(
    numbers,
    numbers.map((_, i) => number_of(first) + 1 + i),
  );
});

test('clause 4.3.1: an order needs a customer and its lines; each mistake has its place', async () => {
  const places = async (body: Json) =>
    refused(await root.post('orders', body), 400, 'invalid')
      .errors.map((one: Json) => one.field)
      .sort();
  const misshapen = [line(), line({ quantity: 'abc' }), line({ unheard_of: 1 })];
  assert.deepEqual(await places({ customer: customer.id, ordered_on: '2026-01-31', lines: misshapen }), [
    'lines[1].quantity',
    'lines[2].unheard_of',
  ]);
  assert.deepEqual(await places({ ordered_on: '2026-01-31', lines: [line(), { quantity: '1' }] }), ['customer', 'lines[1].product']);
  refused(await root.post('orders', { customer: customer.id, lines: 'many' }), 400, 'invalid');
  refused(await root.post('orders', { customer: customer.id, lines: [1] }), 400, 'invalid');
  const many = await root.post('orders', { customer: customer.id, lines: Array.from({ length: 20_000 }, () => line()) });
  assert.ok([400, 413].includes(many.status), String(many.status));
});

test('clause 4.3.1: lines as a whole list: kept by id, new without, gone when left out', async () => {
  const made = await order([line({ quantity: '1' }), line({ quantity: '2' }), line({ quantity: '3' })]);
  const [one, two, three] = made.lines;
  const changed = await root.change('orders', made, { lines: [{ id: three.id, quantity: '30' }, { id: one.id }, line({ quantity: '4' })] });
  const quantities = new Map<string, Json>(changed.lines.map((entry: Json) => [entry.id, entry]));
  assert.equal(changed.lines.length, 3);
  assert.equal(Number(quantities.get(three.id).quantity), 30);
  assert.equal(Number(quantities.get(one.id).quantity), 1);
  assert.equal(quantities.get(two.id), undefined);
  assert.equal(changed.revenue, '350.00');
  assert.equal(changed.version, 2);
  const again = await root.take(`orders/${made.id}`);
  assert.deepEqual(again.lines, changed.lines);
  const stranger = await order();
  const stolen = await root.patch(`orders/${made.id}`, 2, { lines: [{ id: stranger.lines[0].id, quantity: '9' }] });
  refused(stolen, 400, 'invalid');
  assert.equal((await root.take(`orders/${stranger.id}`)).revenue, '10.00');
  const twice = await root.patch(`orders/${made.id}`, 2, { lines: [{ id: one.id }, { id: one.id }] });
  refused(twice, 400, 'invalid');
});

test('clause 4.3.1: totals of a filter are the exact sum of its orders', async () => {
  const customer2 = await root.make('customers', { name: unique('Totals') });
  let revenue = 0n;
  let quantity = 0;
  for (let i = 1; i <= 25; i++) {
    const made = await order([line({ quantity: String(i), price: '0.07' }), line({ quantity: '1', price: `${i}.99` })], {
      customer: customer2.id,
    });
    revenue += fen(made.revenue);
    quantity += i + 1;
  }
  const { count, sums } = await root.totals('orders', { filter: `customer = ${customer2.id}` });
  assert.equal(count, 25);
  assert.equal(fen(sums.revenue), revenue);
  assert.equal(Number(sums.quantity), quantity);
  const lines = await root.totals('order_lines', { filter: `order.customer = ${customer2.id}` });
  assert.equal(lines.count, 50);
  assert.equal(fen(lines.sums.amount ?? lines.sums.revenue), revenue);
  const one = await root.make('orders', { customer: customer2.id, ordered_on: '2026-01-31', lines: [line()] });
  expect(await root.move(one, 'orders', 'archive'), 200);
  assert.equal((await root.totals('orders', { filter: `customer = ${customer2.id}` })).count, 25, 'what is put away is not counted');
  assert.equal((await root.totals('order_lines', { filter: `order.customer = ${customer2.id}` })).count, 50, 'nor are its lines');
});

test('clause 4.3.1: sums at the edge of the numbers are exact or refused, never wrapped', async () => {
  const customer3 = await root.make('customers', { name: unique('Edge') });
  let accepted = 0n;
  for (const price of ['9999999999.99', '99999999999999.99', '92233720368547758.07'])
    for (const quantity of ['1', '999999', '9999999999']) {
      const answer = await root.post('orders', { customer: customer3.id, ordered_on: '2026-01-31', lines: [line({ price, quantity })] });
      if (answer.status === 400) continue;
      const made = expect(answer, 201);
      assert.equal(fen(made.revenue), amount_of(quantity, price));
      accepted += fen(made.revenue);
    }
  const totals = await root.get(`orders/totals?${new URLSearchParams({ filter: `customer = ${customer3.id}` })}`);
  if (totals.status === 200) assert.equal(fen(totals.json.sums.revenue), accepted);
  else assert.ok(totals.status < 500, totals.text);
});

test('clause 4.3.1 and clause 4.3.2: from draft to closed along the moves only', async () => {
  const made = await order();
  assert.equal(made.state, 'draft');
  const { moves } = (await root.take('schema')).records.find((one: Json) => one.name === 'orders');
  assert.deepEqual(moves.map((one: Json) => one.name).sort(), ['amend', 'cancel', 'close', 'confirm', 'deliver', 'reopen', 'short_close']);
  refused(await root.patch(`orders/${made.id}`, 1, { state: 'closed' }), 400, 'invalid');
  let now = made;
  for (const verb of ['confirm', 'deliver', 'close']) {
    const one = await root.take(`orders/${now.id}`);
    for (const move of moves) {
      const allowed = move.from.includes(now.state);
      assert.equal(one.can.moves.includes(move.name), allowed, `${move.name} in ${now.state}`);
      if (!allowed) refused(await root.move(now, 'orders', move.name), 409, 'conflict');
    }
    now = expect(await root.move(now, 'orders', verb), 200);
    assert.equal(now.state, moves.find((move: Json) => move.name === verb).to);
  }
  assert.equal((await root.patch(`orders/${now.id}`, now.version, { lines: [] })).status, 409, 'a closed order does not change');
  const { items } = await root.take(`orders/${now.id}/history`);
  assert.deepEqual(
    items.map((one: Json) => one.action),
    ['close', 'deliver', 'confirm', 'create'],
  );
  const confirmed = items[2].changes.find((one: Json) => one.field === 'state');
  assert.deepEqual([confirmed.from, confirmed.to], ['draft', 'confirmed']);
  refused(await root.move(now, 'orders', 'explode'), 404, 'not_found');
});

test('clause 4.3.1: of many who move the same order at once, one does', async () => {
  const made = await order();
  const answers = await Promise.all(Array.from({ length: 10 }, (_, i) => root.move(made, 'orders', i % 2 ? 'confirm' : 'cancel')));
  assert.equal(answers.filter((one) => one.status === 200).length, 1);
  for (const one of answers) assert.ok([200, 409, 412].includes(one.status), one.text);
});

test('clause 4.3.1: every change of a line is in the history of its order', async () => {
  const made = await order([line({ quantity: '1' }), line({ quantity: '2' })]);
  const changed = await root.change('orders', made, { lines: [{ id: made.lines[0].id, quantity: '5' }, line({ quantity: '7' })] });
  const { items } = await root.take(`orders/${made.id}/history`);
  assert.equal(items[0].version, 2);
  const lines = items[0].changes.filter((one: Json) => one.field === 'lines');
  assert.equal(lines.length, 3);
  const of = (from: boolean, to: boolean) => lines.find((one: Json) => (one.from !== null) === from && (one.to !== null) === to);
  assert.equal(Number(of(true, true).to.quantity), 5);
  assert.equal(Number(of(true, true).from.quantity), 1);
  assert.equal(Number(of(true, false).from.quantity), 2);
  assert.equal(Number(of(false, true).to.quantity), 7);
  assert.equal(changed.lines.length, 2);
});

test('a line is reached by its order only', async () => {
  const made = await order();
  const id = made.lines[0].id;
  for (const [method, path] of [
    ['POST', 'order_lines'],
    ['PATCH', `order_lines/${id}`],
    ['POST', `order_lines/${id}/archive`],
  ] as const) {
    const answer = await root.send(method, `/api/v1/${path}`, method === 'POST' && path.endsWith('archive') ? undefined : line(), {
      'If-Match': '"1"',
    });
    assert.ok([403, 404, 405].includes(answer.status), `${method} ${path}: ${answer.status} ${answer.text}`);
  }
  assert.equal((await root.list('order_lines', { filter: `order = ${made.id}` })).items[0].id, id);
});
