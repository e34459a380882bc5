// Products and services: what a line takes from them, and who may read what they cost.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Client, expect, House, type Json } from './harness.ts';

const house = new House();
let root: Client;
let customer: Json;
before(async () => {
  root = (await house.open()).administrator;
  customer = await root.make('customers', { name: 'Product Trading' });
});
after(() => house.stop());

test('clause 4.1.2: a line without price and cost takes those of its product', async () => {
  const product = await root.make('products', { name: 'Paper', price: '2.505', cost: '1.333333' });
  const made = expect(
    await root.post('orders', { customer: customer.id, ordered_on: '2026-01-31', lines: [{ product: product.id, quantity: '3' }] }),
    201,
  );
  assert.equal(made.lines[0].price, '2.505');
  assert.equal(made.lines[0].amount, '7.52');
  assert.equal(made.lines[0].cost, '4.00');
  assert.equal(made.lines[0].profit, '3.52');
});

test('clause 4.1.2: what a line says itself goes before what its product says', async () => {
  const product = await root.make('products', { name: 'Ink', price: '10', cost: '4' });
  const lines = [
    { product: product.id, quantity: '2', amount: '19.00', profit: '11.00' },
    { product: product.id, quantity: '1', price: '9.5', cost: '0.00' },
  ];
  const made = expect(await root.post('orders', { customer: customer.id, ordered_on: '2026-01-31', lines }), 201);
  assert.deepEqual(
    made.lines.map((line: Json) => [line.price, line.amount, line.cost, line.profit]),
    [
      ['9.5', '19.00', '8.00', '11.00'],
      ['9.5', '9.50', '0.00', '9.50'],
    ],
  );
});

test('clause 4.1.2: categories are a tree, and products are found by any level of it', async () => {
  const office = await root.make('categories', { name: '辦公用品' });
  const paper = await root.make('categories', { name: '紙張', parent: office.id });
  assert.equal(paper.full_name, '辦公用品 / 紙張');
  await root.make('products', { name: 'Copy paper', category: paper.id });
  const found = await root.list('products', { filter: `category within ${office.id}` });
  assert.deepEqual(
    found.items.map((item: Json) => item.name),
    ['Copy paper'],
  );
});
