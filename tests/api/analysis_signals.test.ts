// 4.4.2: what stands out in the figures, by rules with stated bounds: each on both sides of its bound, each opening its lines.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Client, expect, House, type Json, refused } from './harness.ts';
import { fen, map, step, upload } from './importing.ts';

const stretch = { from: '2026-01-01', to: '2026-06-30' };
const house = new House();
let root: Client;
let found: Json;

// Orders of thirty months: a regular one, larger each December, and whoever is to stand out beside it.
function book(): string {
  const rows = ['订单编号,订单日期,客户编号,客户名称,产品编号,产品名称,销售额,数量,利润'];
  const sold = (day: string, customer: string, product: string, amount: number, quantity: number, profit: number) =>
    rows.push(
      `S-${rows.length},${day},${customer},客戶${customer},${product},產品${product},${amount.toFixed(2)},${quantity},${profit.toFixed(2)}`,
    );
  for (let month = 0; month < 30; month++) {
    const day = `${2024 + Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}-10`;
    const amount = month % 12 === 11 ? 4000 : 1000;
    sold(day, 'STEADY', 'EVEN', amount, amount / 100, amount / 5);
    if (month >= 12 && month < 22) sold(day, 'SILENT', 'EVEN', 100, 1, 20);
    if (month >= 27) sold(day, 'YOUNG', 'EVEN', 100, 1, 20); // three orders: no habit yet
  }
  sold('2025-02-01', 'HALVED', 'EVEN', 300, 3, 60);
  sold('2026-02-01', 'HALVED', 'EVEN', 120, 1.2, 24);
  sold('2025-02-02', 'LESS', 'EVEN', 90, 1, 18);
  sold('2026-02-02', 'LESS', 'EVEN', 60, 1, 12);
  sold('2025-03-01', 'STEADY', 'CHEAPER', 300, 3, 60);
  sold('2026-03-01', 'STEADY', 'CHEAPER', 170, 2, 10);
  sold('2025-03-02', 'STEADY', 'NEARLY', 300, 3, 60);
  sold('2026-03-02', 'STEADY', 'NEARLY', 182, 2, 10);
  sold('2026-04-01', 'STEADY', 'LOSING', 50, 1, -30);
  return rows.join('\n');
}

before(async () => {
  root = (await house.open()).administrator;
  const uploaded = await upload(root, 'book.csv', book());
  await map(root, uploaded.id, uploaded.mapping);
  const done = await step(root, uploaded.id, 'run', { mode: 'all' });
  assert.equal(done.state, 'done', JSON.stringify(done));
  found = await root.take(`analysis/signals?${new URLSearchParams(stretch)}`);
});
after(() => house.stop());

const rule = (name: string): Json => found.rules.find((one: Json) => one.name === name);
const titles = (name: string) => rule(name).items.map((item: Json) => item.title);

test('clause 4.4.2: a customer who ordered regularly and has fallen silent stands out, one without a habit does not', () => {
  assert.deepEqual(titles('silent'), ['客戶SILENT']);
  assert.deepEqual(rule('silent').bounds, { orders: 4, times: 2, days: 60 });
  assert.deepEqual(rule('silent').items[0].figures, ['1000.00', 10, '2025-10-10', 263, 30]);
});

test('clause 4.4.2: a customer who buys half or less of a year earlier stands out, two thirds do not', () => {
  assert.equal(found.previous_from, '2025-01-01');
  assert.equal(found.previous_to, '2025-06-30');
  assert.deepEqual(titles('falling'), ['客戶SILENT', '客戶HALVED']);
  assert.deepEqual(rule('falling').items[1].figures, ['120.00', '300.00', '-60.0']);
});

test('clause 4.4.2: a customer with a fifth of all revenue stands out', () => {
  assert.deepEqual(titles('concentrated'), ['客戶STEADY']);
  assert.deepEqual(rule('concentrated').items[0].figures, ['6402.00', '93.0']);
});

test('clause 4.4.2: a product whose average price has slipped by a tenth in a year stands out, by nine percent it does not', () => {
  assert.deepEqual(titles('cheaper'), ['產品CHEAPER']);
  assert.deepEqual(rule('cheaper').items[0].figures, ['85.00', '100.00', '-15.0', '170.00']);
});

test('clause 4.4.2: a product that loses money stands out, for whoever may know the profit', async () => {
  assert.deepEqual(titles('losing'), ['產品LOSING']);
  assert.deepEqual(rule('losing').items[0].figures, ['-30.00', '50.00']);
  const observer = await house.as('observer');
  const theirs = await observer.take(`analysis/signals?${new URLSearchParams(stretch)}`);
  assert.ok(theirs.rules.length > 0);
  assert.ok(!theirs.rules.some((one: Json) => one.name === 'losing'));
  assert.ok(!JSON.stringify(theirs).includes('profit'));
});

test('clause 4.4.2: a month that is strong every year stands out', () => {
  assert.deepEqual(
    rule('seasonal').items.map((item: Json) => item.key),
    ['12'],
  );
  assert.equal(rule('seasonal').items[0].figures[1], '4000.00');
});

test('clause 4.4.2: every item opens the lines that it was counted from', async () => {
  const revenue_of = async (of: Json, item: Json) =>
    fen((await root.totals('order_lines', { filter: `(${of.filter}) and ${item.filter}` })).sums.amount);
  const column: Record<string, string> = { cheaper: 'revenue', losing: 'revenue', seasonal: 'average_revenue' };
  for (const of of found.rules)
    for (const item of of.items) {
      const place = of.columns.findIndex((one: Json) => one.name === (column[of.name] ?? 'revenue'));
      const times = of.name === 'seasonal' ? 2n : 1n; // the average of two Decembers
      assert.equal(await revenue_of(of, item), fen(item.figures[place]) * times, `${of.name} ${item.title}`);
    }
});

test("clause 4.4.2: a salesperson's signals are of their own orders; without both days, or as a PDF, there are none", async () => {
  const seller = await house.as('salesperson');
  const theirs = await seller.take(`analysis/signals?${new URLSearchParams(stretch)}`);
  assert.ok(theirs.rules.every((one: Json) => one.items.length === 0));
  refused(await root.get('analysis/signals?from=2026-01-01'), 400, 'invalid', 'problem.analysis.flow_days');
  refused(await root.get(`analysis/signals?${new URLSearchParams({ ...stretch, format: 'pdf' })}`), 400, 'invalid', 'problem.parameter');
  expect(await root.get(`analysis/signals?${new URLSearchParams({ ...stretch, limit: '1' })}`), 200);
});
