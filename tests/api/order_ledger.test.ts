// The ledger of one order: deliveries, returns, receipts, problems and amendments, and what the order says of them.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Answer, type Client, expect, House, type Json, refused, unique } from './harness.ts';

const house = new House();
let root: Client;
let customer: Json;
let product: Json;
before(async () => {
  root = (await house.open()).administrator;
  customer = await root.make('customers', { name: 'Ledger Trading' });
  product = await root.make('products', { code: 'L-1', name: 'Ledger paper', price: '10.00' });
});
after(() => house.stop());

const line = (more: Json = {}) => ({ product: product.id, quantity: '10', price: '10.00', promised_on: '2026-03-10', ...more });
async function confirmed(lines: Json[] = [line()], more: Json = {}, by = root): Promise<Json> {
  const made = await by.make('orders', { customer: customer.id, ordered_on: '2026-03-01', lines, ...more });
  return expect(await by.move(made, 'orders', 'confirm'), 200);
}
const order_now = (order: Json) => root.take(`orders/${order.id}`);
const act = (by: Client, record: string, now: Json, verb: string, body?: Json): Promise<Answer> =>
  by.post(`${record}/${now.id}/${verb}`, body, { 'If-Match': `"${now.version}"` });
const deliver = (order: Json, accepted: string, more: Json = {}, line_more: Json = {}) =>
  root.post('deliveries', {
    order: order.id,
    delivered_on: '2026-03-08',
    lines: [{ line: order.lines[0].id, accepted, ...line_more }],
    ...more,
  });

test('clause 4.3.1: a confirmed order changes by an amendment only, which says what, why and who', async () => {
  const order = await confirmed();
  const refusal = refused(
    await root.patch(`orders/${order.id}`, order.version, { shipping: 'by air' }),
    409,
    'conflict',
    'problem.amend_only',
  );
  assert.equal(refusal.clause, '4.3.1');
  refused(await root.patch(`orders/${order.id}`, order.version, { lines: [] }), 409, 'conflict', 'problem.amend_only');
  const change = { lines: [{ id: order.lines[0].id, quantity: '12' }] };
  refused(await act(root, 'orders', order, 'amend', { change }), 400, 'invalid');
  refused(await act(root, 'orders', order, 'amend', { reason: 'more', customer_told: 'yes', change: {} }), 400, 'invalid');
  refused(await act(root, 'orders', order, 'amend', { reason: 'more', customer_told: 'yes', unheard_of: 1, change }), 400, 'invalid');
  const amended = expect(await act(root, 'orders', order, 'amend', { reason: 'They need more', customer_told: 'yes', change }), 200);
  assert.equal(amended.lines[0].quantity, '12');
  assert.equal(amended.revenue, '120.00');
  assert.equal(amended.state, 'confirmed');
  const { items } = await root.list('order_amendments', { filter: `order = ${order.id}` });
  assert.equal(items.length, 1);
  assert.deepEqual([items[0].kind, items[0].reason, items[0].customer_told], ['content', 'They need more', 'yes']);
  assert.equal(items[0].created_by.id, root.account.id);
  const history = await root.take(`orders/${order.id}/history?version=${items[0].order_version}`);
  assert.equal(history.items.length, 1);
  assert.equal(history.items[0].action, 'amend');
  const changed = history.items[0].changes.find((one: Json) => one.field === 'lines');
  assert.deepEqual([changed.from.quantity, changed.to.quantity], ['10', '12']);
  refused(await root.post('order_amendments', { order: order.id, reason: 'x', customer_told: 'yes' }), 403, 'forbidden');
});

test('clause 4.3.1: whom an order belongs to, and its note, are no content and change at any time', async () => {
  const order = await confirmed();
  const other = await house.as('salesperson', 'successor');
  const changed = await root.change('orders', order, { owner: other.account.id, note: 'handed over' });
  assert.equal(changed.owner.id, other.account.id);
  assert.equal((await other.take(`orders/${order.id}`)).state, 'confirmed');
});

test('clause 4.3.2: a changed promise is recorded with its reason and whether the customer was told, and lateness follows', async () => {
  const order = await confirmed();
  assert.equal(order.due_on, '2026-03-10');
  const change = { lines: [{ id: order.lines[0].id, promised_on: '2026-04-20' }] };
  refused(await act(root, 'orders', order, 'amend', { reason: 'supplier late', change }), 400, 'invalid');
  const amended = expect(await act(root, 'orders', order, 'amend', { reason: 'supplier late', customer_told: 'not_yet', change }), 200);
  assert.equal(amended.due_on, '2026-04-20');
  assert.equal((await root.list('orders', { filter: `number = ${order.number} and due_on < today` })).items.length, 1);
  assert.equal((await root.list('orders', { filter: `number = ${order.number} and due_on in today-30..today` })).items.length, 0);
});

test('clause 4.3.2: deliveries in parts are added up by line, and the order is delivered when all is', async () => {
  const order = await confirmed([line(), line({ quantity: '4' })]);
  expect(await deliver(order, '6'), 201);
  const partly = await order_now(order);
  assert.deepEqual([partly.state, partly.delivered, partly.lines[0].delivered], ['confirmed', '6', '6']);
  assert.equal(partly.on_time_in_full, 'pending');
  const proposal = await root.take(`deliveries/proposal?order=${order.id}`);
  assert.deepEqual(
    proposal.lines.map((one: Json) => [one.line.id, one.accepted, one.line.title]),
    [
      [order.lines[0].id, '4', 'Ledger paper'],
      [order.lines[1].id, '4', 'Ledger paper'],
    ],
  );
  const rest = expect(await act(root, 'orders', partly, 'deliver'), 200);
  assert.equal(rest.state, 'delivered');
  assert.equal(rest.delivered, '14');
  assert.equal((await root.list('deliveries', { filter: `order = ${order.id}` })).items.length, 2);
  const { items } = await root.take(`orders/${order.id}/history`);
  assert.deepEqual(
    items.map((one: Json) => one.action),
    ['deliver', 'deliver', 'confirm', 'create'],
  );
});

test('clause 4.3.2: never more than ordered without saying so', async () => {
  const order = await confirmed();
  const problem = refused(await deliver(order, '11'), 400, 'invalid');
  assert.deepEqual(
    [problem.errors[0].field, problem.errors[0].key, problem.errors[0].clause],
    ['lines[0].accepted', 'problem.delivery.over', '4.3.2'],
  );
  assert.equal((await order_now(order)).delivered, '0');
  expect(await deliver(order, '11', { over_reason: 'whole boxes only' }), 201);
  assert.equal((await order_now(order)).lines[0].delivered, '11');
  refused(await deliver(order, '1'), 400, 'invalid');
});

test('clause 4.3.2: on time, right quality and right quantity are judged by line and for the order', async () => {
  const order = await confirmed([line(), line(), line(), line()]);
  const delivered = async (index: number, body: Json, more: Json = {}) =>
    expect(
      await root.post('deliveries', {
        order: order.id,
        delivered_on: '2026-03-10',
        lines: [{ line: order.lines[index].id, ...body }],
        ...more,
      }),
      201,
    );
  await delivered(0, { accepted: '10' });
  await delivered(1, { accepted: '10' }, { delivered_on: '2026-03-11' });
  await delivered(2, { accepted: '8', rejected: '2', reject_reason: 'torn' });
  await delivered(2, { accepted: '2' });
  await delivered(3, { accepted: '7' });
  const short = await order_now(order);
  const closed = expect(await act(root, 'orders', short, 'short_close', { reason: 'no longer made', customer_told: 'yes' }), 200);
  assert.equal(closed.state, 'delivered');
  assert.deepEqual(
    closed.lines.map((one: Json) => [one.on_time_in_full, one.missed]),
    [
      ['met', []],
      ['missed', ['time']],
      ['missed', ['quality']],
      ['missed', ['quantity']],
    ],
  );
  assert.deepEqual(
    [closed.on_time_in_full, closed.missed, closed.judged_lines, closed.met_lines],
    ['missed', ['time', 'quality', 'quantity'], 4, 1],
  );
  assert.equal(closed.lines[3].closed_short, '3');
  assert.equal((await root.list('order_lines', { filter: `order = ${order.id} and missed contains quality` })).items.length, 1);
  const { sums } = await root.totals('orders', { filter: `number = ${order.number}` });
  assert.deepEqual([sums.judged_lines, sums.met_lines], [4, 1]);
});

test('clause 4.3.2: what is refused of a delivery is refused with its place', async () => {
  const order = await confirmed();
  const stranger = await confirmed();
  const refusals: [Json, string, string][] = [
    [{ lines: [{ line: stranger.lines[0].id, accepted: '1' }] }, 'lines[0].line', 'problem.field.matching'],
    [{ lines: [{ line: order.lines[0].id, accepted: '0' }] }, 'lines[0].accepted', 'problem.delivery.nothing_of_line'],
    [{ lines: [{ line: order.lines[0].id, rejected: '1' }] }, 'lines[0].reject_reason', 'problem.delivery.reject_reason'],
    [{ delivered_on: '2999-01-01' }, 'delivered_on', 'problem.field.future'],
    [{ lines: [] }, 'lines', 'problem.delivery.nothing'],
  ];
  for (const [more, field, key] of refusals) {
    const problem = refused(await deliver(order, '1', more), 400, 'invalid');
    assert.deepEqual([problem.errors[0].field, problem.errors[0].key], [field, key]);
  }
  const draft = await root.make('orders', { customer: customer.id, ordered_on: '2026-03-01', lines: [line()] });
  refused(await deliver(draft, '1'), 409, 'conflict', 'problem.delivery.state');
  assert.equal((await order_now(order)).version, order.version, 'nothing of it moved the order');
});

test('clause 4.3.2: a delivery put away is not counted, and the order is open again', async () => {
  const order = await confirmed();
  const whole = expect(await act(root, 'orders', order, 'deliver'), 200);
  assert.equal(whole.state, 'delivered');
  const [made] = (await root.list('deliveries', { filter: `order = ${order.id}` })).items;
  expect(await root.move(made, 'deliveries', 'archive'), 200);
  const open = await order_now(order);
  assert.deepEqual([open.state, open.delivered, open.due_on], ['confirmed', '0', '2026-03-10']);
  const fewer = await root.take(`deliveries/${made.id}`);
  expect(await root.move(fewer, 'deliveries', 'restore'), 200);
  assert.equal((await order_now(order)).state, 'delivered');
});

test('clause 4.3.1: a quantity cannot drop below what was delivered, and what was delivered is not cancelled', async () => {
  const order = await confirmed();
  expect(await deliver(order, '6'), 201);
  const now = await order_now(order);
  const amend = (change: Json) => act(root, 'orders', now, 'amend', { reason: 'less', customer_told: 'yes', change });
  const problem = refused(await amend({ lines: [{ id: now.lines[0].id, quantity: '5' }] }), 400, 'invalid');
  assert.deepEqual([problem.errors[0].field, problem.errors[0].key], ['lines[0].quantity', 'problem.order.below_delivered']);
  refused(await amend({ lines: [line()] }), 400, 'invalid');
  refused(await act(root, 'orders', now, 'cancel', { reason: 'x', customer_told: 'yes' }), 409, 'conflict', 'problem.order.delivered');
  const fewer = expect(await amend({ lines: [{ id: now.lines[0].id, quantity: '6' }] }), 200);
  assert.equal(fewer.state, 'delivered', 'nothing is open any more');
});

test('clause 4.3.1: a confirmed order is cancelled with its reason, a draft without', async () => {
  const order = await confirmed();
  refused(await act(root, 'orders', order, 'cancel'), 400, 'invalid');
  const cancelled = expect(
    await act(root, 'orders', order, 'cancel', { reason: 'they changed their mind', customer_told: 'not_needed' }),
    200,
  );
  assert.deepEqual([cancelled.state, cancelled.owed, cancelled.due_on], ['cancelled', null, null]);
  const [kept] = (await root.list('order_amendments', { filter: `order = ${order.id}` })).items;
  assert.deepEqual([kept.kind, kept.order_version], ['cancel', cancelled.version]);
  const never = await confirmed();
  refused(
    await act(root, 'orders', never, 'short_close', { reason: 'x', customer_told: 'yes' }),
    409,
    'conflict',
    'problem.order.not_begun',
  );
});

test('clause 4.3.2: a return takes its share of the amount, is accepted or refused, and lessens what is owed', async () => {
  const order = await confirmed([line({ quantity: '3', price: '33.33' })]);
  const delivered = expect(await act(root, 'orders', order, 'deliver'), 200);
  const ask = (more: Json) =>
    root.post('order_returns', { order: order.id, line: order.lines[0].id, reason: 'damaged', returned_on: '2026-03-20', ...more });
  const one = expect(await ask({ quantity: '1' }), 201);
  assert.deepEqual([one.state, one.amount], ['requested', '33.33']);
  assert.equal((await order_now(order)).owed, '99.99', 'not before it is accepted');
  refused(await ask({ quantity: '3' }), 400, 'invalid');
  refused(await ask({ quantity: '1', amount: '70.00' }), 400, 'invalid');
  expect(await act(root, 'order_returns', one, 'accept', { decision: 'seen' }), 200);
  const rest = expect(await ask({}), 201);
  assert.deepEqual([rest.quantity, rest.amount], ['2', '66.66']);
  refused(await act(root, 'order_returns', rest, 'refuse'), 400, 'invalid');
  const turned_down = expect(await act(root, 'order_returns', rest, 'refuse', { decision: 'worn' }), 200);
  assert.equal(turned_down.state, 'refused');
  const now = await order_now(order);
  assert.deepEqual([now.returned, now.owed, now.lines[0].returned, now.state], ['33.33', '66.66', '1', delivered.state]);
  assert.equal((await root.list('orders', { filter: `number = ${order.number} and returned > 0` })).items.length, 1);
});

test('clause 4.3: one receipt pays three orders and one order is paid by three receipts, to the last 分', async () => {
  const payer = await root.make('customers', { name: unique('Payer') });
  const orders = [];
  for (const price of ['33.33', '33.34', '0.01']) orders.push(await confirmed([line({ quantity: '1', price })], { customer: payer.id }));
  const three = await root.make('receipts', {
    customer: payer.id,
    received_on: '2026-03-15',
    amount: '66.68',
    lines: orders.map((order) => ({ order: order.id, amount: order.revenue })),
  });
  assert.deepEqual([three.allocated, three.unallocated], ['66.68', '0.00']);
  const filter = `customer = ${payer.id}`;
  assert.equal((await root.totals('orders', { filter })).sums.owed, '0.00');
  const one = await confirmed([line({ quantity: '1', price: '100.00' })], { customer: payer.id });
  for (const amount of ['33.33', '33.33', '33.34']) {
    const made = await root.make('receipts', {
      customer: payer.id,
      received_on: '2026-03-16',
      amount: '50.00',
      lines: [{ order: one.id, amount }],
    });
    assert.equal(Number(made.unallocated).toFixed(2), (50 - Number(amount)).toFixed(2));
  }
  const paid = await order_now(one);
  assert.deepEqual([paid.received, paid.owed, paid.owed_since], ['100.00', '0.00', null]);
  assert.equal((await root.totals('receipt_lines', { filter: `order = ${one.id}` })).sums.amount, '100.00');
});

test('clause 4.3: nothing is paid twice, by others, or before it is owed', async () => {
  const order = await confirmed([line({ quantity: '1', price: '100.00' })]);
  const pay = (amount: string, more: Json = {}) =>
    root.post('receipts', { customer: customer.id, received_on: '2026-03-15', amount, lines: [{ order: order.id, amount }], ...more });
  const key_of = (answer: Answer) => refused(answer, 400, 'invalid').errors[0].key;
  assert.equal(key_of(await pay('100.01')), 'problem.receipt.more_than_owed');
  assert.equal(key_of(await pay('0.00')), 'problem.receipt.nothing');
  assert.equal(key_of(await pay('10.00', { lines: [{ order: order.id, amount: '10.01' }] })), 'problem.receipt.more_than_received');
  const other = await root.make('customers', { name: unique('Other payer') });
  assert.equal(key_of(await pay('1.00', { customer: other.id })), 'problem.field.matching');
  const draft = await root.make('orders', { customer: customer.id, ordered_on: '2026-03-01', lines: [line()] });
  assert.equal(key_of(await pay('1.00', { lines: [{ order: draft.id, amount: '1.00' }] })), 'problem.receipt.not_followed');
  const made = expect(await pay('60.00'), 201);
  assert.equal(key_of(await pay('40.01')), 'problem.receipt.more_than_owed');
  const more = await root.change('receipts', made, { amount: '100.00', lines: [{ id: made.lines[0].id, amount: '100.00' }] });
  assert.equal((await order_now(order)).owed, '0.00');
  refused(
    await act(root, 'orders', await order_now(order), 'cancel', { reason: 'x', customer_told: 'yes' }),
    409,
    'conflict',
    'problem.order.paid',
  );
  expect(await root.move(more, 'receipts', 'archive'), 200);
  assert.equal((await order_now(order)).owed, '100.00');
});

test('clause 4.3: money is paid back for what was returned', async () => {
  const order = await confirmed([line({ quantity: '1', price: '100.00' })]);
  expect(await act(root, 'orders', order, 'deliver'), 200);
  const receipt = (amount: string) =>
    root.post('receipts', { customer: customer.id, received_on: '2026-03-15', amount, lines: [{ order: order.id, amount }] });
  expect(await receipt('100.00'), 201);
  const back = expect(await root.post('order_returns', { order: order.id, reason: 'quality', amount: '40.00' }), 201);
  expect(await act(root, 'order_returns', back, 'accept'), 200);
  assert.equal((await order_now(order)).owed, '-40.00');
  refused(await receipt('-40.01'), 400, 'invalid');
  expect(await receipt('-40.00'), 201);
  assert.equal((await order_now(order)).owed, '0.00');
});

test('clause 4.3.3: problems are kept with cause, department and loss, told to the customer and resolved; the order shows what is open', async () => {
  const order = await confirmed();
  const made = await root.make('order_problems', {
    order: order.id,
    line: order.lines[0].id,
    cause: 'delay',
    found_on: '2026-03-05',
    department: 'Production',
    loss: '120.00',
    detail: 'The press stands still',
  });
  assert.equal((await order_now(order)).open_problems, 1);
  assert.equal((await root.list('orders', { filter: `number = ${order.number} and open_problems > 0` })).items.length, 1);
  const told = await root.change('order_problems', made, { customer_told_on: '2026-03-06', told_how: 'by phone' });
  const delivered = expect(await act(root, 'orders', await order_now(order), 'deliver'), 200);
  refused(await act(root, 'orders', delivered, 'close'), 409, 'conflict', 'problem.order.open_problems');
  refused(await act(root, 'order_problems', told, 'resolve'), 400, 'invalid');
  const resolved = expect(await act(root, 'order_problems', told, 'resolve', { resolution: 'Repaired' }), 200);
  assert.equal(resolved.state, 'resolved');
  assert.ok(resolved.resolved_on);
  const now = await order_now(order);
  assert.equal(now.open_problems, 0);
  expect(await act(root, 'orders', now, 'close'), 200);
});

test('clause 9.2.2: what belongs to an order is seen and recorded by whoever sees the order, and by nobody else', async () => {
  const seller = await house.as('salesperson', 'ledger-seller');
  const own_customer = await seller.make('customers', { name: unique('Own') });
  const own = await confirmed([line()], { customer: own_customer.id }, seller);
  const others = await confirmed();
  expect(await deliver(others, '1'), 201);
  const made = expect(
    await seller.post('deliveries', { order: own.id, delivered_on: '2026-03-08', lines: [{ line: own.lines[0].id, accepted: '1' }] }),
    201,
  );
  assert.deepEqual(
    (await seller.list('deliveries')).items.map((one: Json) => one.id),
    [made.id],
  );
  assert.equal((await seller.totals('delivery_lines')).count, 1);
  refused(
    await seller.post('deliveries', { order: others.id, delivered_on: '2026-03-08', lines: [{ line: others.lines[0].id, accepted: '1' }] }),
    400,
    'invalid',
  );
  refused(await seller.get(`deliveries/proposal?order=${others.id}`), 404, 'not_found');
  const [not_mine] = (await root.list('deliveries', { filter: `order = ${others.id}` })).items;
  refused(await seller.get(`deliveries/${not_mine.id}`), 404, 'not_found');
  refused(await seller.patch(`deliveries/${not_mine.id}`, not_mine.version, { carrier: 'x' }), 404, 'not_found');
  refused(await act(seller, 'orders', others, 'amend', { reason: 'x', customer_told: 'yes', change: { shipping: 'x' } }), 404, 'not_found');
  const back = expect(await seller.post('order_returns', { order: own.id, reason: 'late' }), 201);
  refused(await act(seller, 'order_returns', back, 'accept'), 403, 'forbidden');
  refused(await seller.post('receipts', { customer: own_customer.id, received_on: '2026-03-08', amount: '1.00' }), 403, 'forbidden');
});

test('clause 4.3: orders of a book from before owe nothing and are never late, until somebody says that they are followed here', async () => {
  const order = await confirmed([line()], { tracking: 'elsewhere' });
  assert.deepEqual([order.owed, order.due_on, order.on_time_in_full], [null, null, null]);
  const followed = expect(
    await act(root, 'orders', order, 'amend', { reason: 'followed here', customer_told: 'not_needed', change: { tracking: 'here' } }),
    200,
  );
  assert.deepEqual([followed.owed, followed.due_on, followed.on_time_in_full], ['100.00', '2026-03-10', 'pending']);
});

test('clause 4.3: what the orders keep is what a recount says', () => {
  const verified = house.command('verify');
  assert.equal(verified.status, 0, verified.output);
});
