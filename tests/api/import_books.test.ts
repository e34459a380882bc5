// Files become records: the real order books with their true totals, the small one of our own, the same file again; by route and by command.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type Client, root as checkout, expect, House, type Json, shared, shared_is_missing } from './harness.ts';
import { fen, map, mapping_of, problems_of, records_of, rounded_fen, step, upload } from './importing.ts';

describe('the Chinese order book', { skip: shared_is_missing }, () => {
  const house = new House();
  let root: Client;
  let truth: Json;
  before(async () => {
    root = (await house.open()).administrator;
    truth = JSON.parse(readFileSync(join(shared, 'ground_truth.json'), 'utf8')).sales_cn;
  });
  after(() => house.stop());

  const file = () => readFileSync(join(shared, 'sales_cn/orders.csv'));
  const lines = (filter: string) => root.totals('order_lines', filter ? { filter } : {});

  test('clause 4.3.1: its columns are known by their headers', async () => {
    const imported = await upload(root, 'orders.csv', file());
    assert.equal(imported.state, 'uploaded');
    assert.deepEqual(imported.format, { kind: 'csv', encoding: 'utf-8', delimiter: ',', sheet: null });
    assert.equal(imported.columns.length, 21);
    assert.equal(imported.columns[1].header, '订单 ID');
    assert.equal(imported.columns[1].sample[0], 'CN-2023-103800');
    const suggested = Object.fromEntries(
      Object.entries(imported.mapping).map(([target, index]) => [target, imported.columns[index as number].header]),
    );
    const expected: Record<string, string> = {
      number: '订单 ID',
      ordered_on: '订单日期',
      'lines.amount': '销售额',
      'lines.quantity': '数量',
    };
    for (const [target, header] of Object.entries(expected)) assert.equal(suggested[target], header, JSON.stringify(suggested));
    expect(await root.post(`imports/${imported.id}/cancel`), 202);
  });

  test('clause 4.3.1: orders with two customers are reported, not merged', async () => {
    const imported = await upload(root, 'orders.csv', file());
    await map(root, imported.id, imported.mapping, { conflicts: 'reject' });
    const checked = await step(root, imported.id, 'check');
    assert.equal(checked.state, 'checked', JSON.stringify(checked.problem));
    assert.equal(checked.result.rows, 10194);
    assert.ok(checked.result.errors > 0);
    const errors = (await problems_of(root, imported.id)).filter((one) => one.severity === 'error');
    const rows = file().toString('utf8').split('\n');
    const numbers = new Set(errors.map((one) => rows[one.row - 1]?.split(',')[1]));
    assert.equal(numbers.size, 4, JSON.stringify(errors.slice(0, 8)));
    assert.ok(errors.every((one) => one.reason && one.row > 1));
    assert.deepEqual(
      (await problems_of(root, imported.id)).filter((one) => !one.column),
      [],
      'each names its column',
    );
    assert.equal((await lines('')).count, 0, 'a check makes nothing');
    expect(await root.post(`imports/${imported.id}/cancel`), 202);
  });

  test('clause 4.3.1: imported, it adds up to the last 分: in all, by region, by year, by category', async () => {
    const imported = await upload(root, 'orders.csv', file());
    await map(root, imported.id, imported.mapping, { conflicts: 'split' });
    const checked = await step(root, imported.id, 'check');
    assert.equal(checked.state, 'checked', JSON.stringify(checked.problem));
    assert.equal(checked.result.errors, 0, JSON.stringify((await problems_of(root, imported.id)).slice(0, 5)));
    // Of a number's rows each customer's are an order; a second date for the same one is kept to the first, and said.
    const by_customer = new Map<string, string>();
    const other_date = new Set<number>();
    records_of(file().toString('utf8')).forEach(([, number = '', date = '', , , customer = ''], index) => {
      if (index === 0) return;
      const key = `${number} ${customer}`;
      if (!by_customer.has(key)) by_customer.set(key, date);
      else if (by_customer.get(key) !== date) other_date.add(index + 1);
    });
    const done = await step(root, imported.id, 'run', { mode: 'all' });
    assert.equal(done.state, 'done', JSON.stringify(done.problem));
    assert.equal(done.result.valid, 10194);
    assert.equal(done.result.created.order_lines, 10194);
    assert.equal(done.result.created.orders, by_customer.size);
    assert.equal(done.result.created.customers, truth.distinct_customers_by_id);

    const [kept] = (await root.list('orders', { filter: 'number = CN-2026-126634' })).items;
    assert.equal(kept.ordered_on, '2026-03-30', 'the first date is kept');

    const whole = await lines('');
    assert.equal(whole.count, 10194);
    assert.equal(whole.sums.amount ?? whole.sums.revenue, truth.total.sales_sum_of_lines_rounded_to_fen);
    assert.equal(Number(whole.sums.quantity), truth.total.quantity);
    const orders = await root.totals('orders');
    assert.equal(orders.count, by_customer.size);
    assert.equal(orders.sums.revenue, '16867377.80');
    assert.equal(Number(orders.sums.quantity), 38654);

    const tops = await root.every('regions', { filter: 'parent is empty' });
    for (const [name, expected] of Object.entries<Json>(truth.by_region)) {
      const region = (await root.every('regions')).find((one) => one.name === name.split(' / ')[0]);
      assert.ok(region, `no region ${name} among ${tops.map((one) => one.name)}`);
      const sums = await lines(`region within ${region.id}`);
      assert.equal(sums.sums.amount ?? sums.sums.revenue, expected.sales_sum_of_lines_rounded_to_fen, name);
      assert.equal(sums.count, expected.lines, name);
      assert.equal(Number(sums.sums.quantity), expected.quantity, name);
    }
    for (const [year, expected] of Object.entries<Json>(truth.by_year)) {
      const sums = await lines(`order.ordered_on in ${year}-01-01..${year}-12-31`);
      assert.equal(sums.sums.amount ?? sums.sums.revenue, expected.sales_sum_of_lines_rounded_to_fen, year);
      assert.equal(sums.count, expected.lines, year);
      const in_orders = await root.totals('orders', { filter: `ordered_on in ${year}-01-01..${year}-12-31` });
      assert.equal(in_orders.sums.revenue, expected.sales_sum_of_lines_rounded_to_fen, year);
    }
    for (const [name, expected] of Object.entries<Json>(truth.by_category)) {
      const category = (await root.every('categories', { filter: 'parent is empty' })).find((one) => one.name === name);
      assert.ok(category, `no category ${name}`);
      const sums = await lines(`product.category within ${category.id}`);
      assert.equal(sums.sums.amount ?? sums.sums.revenue, expected.sales_sum_of_lines_rounded_to_fen, name);
      assert.equal(sums.count, expected.lines, name);
    }
    // Each line's profit is rounded once, like its amount, so the sum of exact profits is not the right answer here.
    let profit = 0n;
    for (const row of records_of(file().toString('utf8')).slice(1)) profit += rounded_fen(row[19] ?? '0');
    assert.ok(orders.sums.profit, 'orders have a profit');
    assert.equal(fen(orders.sums.profit), profit);
    const warned = new Set((await problems_of(root, imported.id)).filter((one) => one.column === '订单日期').map((one) => one.row));
    assert.deepEqual(warned, other_date);
    assert.equal(checked.result.warnings, done.result.warnings, 'the check told of every warning');
  });

  test('clause 4.3.1: the same file again changes nothing, and says so', async () => {
    const before = await root.totals('orders');
    const imported = await upload(root, 'orders.csv', file());
    assert.equal(Object.keys(imported.mapping).length > 5, true, 'the mapping is remembered');
    await map(root, imported.id, imported.mapping, { conflicts: 'split' });
    const checked = await step(root, imported.id, 'check');
    assert.equal(checked.result.unchanged, 10194);
    assert.equal(checked.result.errors, 0);
    const customers = (await root.totals('customers')).count;
    const done = await step(root, imported.id, 'run', { mode: 'all' });
    assert.equal(done.state, 'done');
    assert.equal(done.result.unchanged, 10194);
    assert.deepEqual(Object.values(done.result.created ?? {}).filter(Boolean), []);
    assert.deepEqual(await root.totals('orders'), before);
    assert.equal((await root.totals('customers')).count, customers);
    assert.equal(house.command('verify').status, 0);
  });

  test('what was imported has its history: who, when, from which import', async () => {
    const [order] = (await root.list('orders', { limit: '1', filter: 'number = "CN-2023-103800"' })).items;
    assert.ok(order);
    const { items } = await root.take(`orders/${order.id}/history`);
    assert.equal(items.length, 1);
    assert.equal(items[0].actor.id, root.account.id);
  });
});

describe('the reseller order book', { skip: shared_is_missing }, () => {
  const house = new House();
  let root: Client;
  before(async () => {
    root = (await house.open()).administrator;
  });
  after(() => house.stop());

  test('clause 4.3.1: 57,851 lines, mapped by hand, add up exactly', async () => {
    const imported = await upload(root, 'reseller_sales.csv', readFileSync(join(shared, 'targets/reseller_sales.csv')));
    const mapping = mapping_of(imported, {
      number: 'SalesOrderNumber',
      ordered_on: 'OrderDate',
      'customer.code': 'ResellerKey',
      'customer.name': 'ResellerKey',
      'lines.product.code': 'ProductKey',
      'lines.product.name': 'ProductKey',
      'lines.quantity': 'OrderQuantity',
      'lines.price': 'UnitPrice',
      'lines.amount': 'SalesAmount',
    });
    await map(root, imported.id, mapping);
    const checked = await step(root, imported.id, 'check');
    assert.equal(checked.result?.errors, 0, JSON.stringify([checked.problem, (await problems_of(root, imported.id)).slice(0, 3)]));
    const done = await step(root, imported.id, 'run', { mode: 'all' });
    assert.equal(done.state, 'done', JSON.stringify(done.problem));
    const totals = await root.totals('orders');
    assert.equal(totals.sums.revenue, '77548570.20');
    assert.equal(totals.count, 3616);
    assert.equal((await root.totals('order_lines')).count, 57851);
  });
});

// What a file of order lines adds up to, counted here: the expectation for files without a ground truth beside them.
function sums_of(path: string) {
  const [header = [], ...rows] = records_of(readFileSync(path, 'utf8').replace('\ufeff', ''));
  const cell = (row: string[], name: string) => row[header.indexOf(name)] ?? '';
  const by = (name: string) => {
    const sums = new Map<string, bigint>();
    for (const row of rows) sums.set(cell(row, name), (sums.get(cell(row, name)) ?? 0n) + rounded_fen(cell(row, '销售额')));
    return sums;
  };
  return {
    lines: rows.length,
    orders: new Set(rows.map((row) => cell(row, '订单编号'))).size,
    quantity: rows.reduce((sum, row) => sum + Number(cell(row, '数量')), 0),
    revenue: rows.reduce((sum, row) => sum + rounded_fen(cell(row, '销售额')), 0n),
    by,
  };
}
const small_book = join(checkout, 'tests/data/orders_small.csv');

async function adds_up(root: Client) {
  const expected = sums_of(small_book);
  const { count, sums } = await root.totals('orders');
  assert.equal(count, expected.orders);
  assert.equal(fen(sums.revenue), expected.revenue);
  assert.equal(Number(sums.quantity), expected.quantity);
  assert.equal((await root.totals('order_lines')).count, expected.lines);
  for (const [records, link, header] of [
    ['regions', 'region', '地区'],
    ['regions', 'region', '省份'],
    ['categories', 'product.category', '类别'],
  ] as const)
    for (const [name, sum] of expected.by(header)) {
      const [node] = await root.every(records, { filter: `name = "${name}"` });
      assert.ok(node, `${records} has no ${name}`);
      assert.equal(fen((await root.totals('order_lines', { filter: `${link} within ${node.id}` })).sums.amount), sum, name);
    }
}

describe('the small order book of tests/data', () => {
  const house = new House();
  let root: Client;
  before(async () => {
    root = (await house.open()).administrator;
  });
  after(() => house.stop());

  test('clause 4.3.1: its headers are understood, it adds up, and a second time changes nothing', async () => {
    for (const again of [false, true]) {
      const imported = await upload(root, 'orders_small.csv', readFileSync(small_book));
      const checked = await step(root, imported.id, 'check');
      assert.equal(checked.result?.errors, 0, JSON.stringify([checked.problem, await problems_of(root, imported.id)]));
      const done = await step(root, imported.id, 'run', { mode: 'all' });
      assert.equal(done.state, 'done', JSON.stringify(done.problem));
      if (again) assert.equal(done.result.unchanged, done.result.rows);
      await adds_up(root);
    }
  });

  test('clause 4.3.1: a cell changed since is a change of that order, and of nothing else', async () => {
    const text = readFileSync(small_book, 'utf8').replace('1299.50', '1300.00');
    const imported = await upload(root, 'orders_small.csv', text);
    const checked = await step(root, imported.id, 'check');
    assert.equal(checked.result.rows - checked.result.unchanged >= 1, true, JSON.stringify(checked.result));
    const before = await root.totals('orders');
    const done = await step(root, imported.id, 'run', { mode: 'all' });
    const now = await root.totals('orders');
    // changed, or refused with a reason; never doubled
    assert.equal(now.count, before.count);
    if (done.state === 'done' && done.result.errors === 0) assert.equal(fen(now.sums.revenue) - fen(before.sums.revenue), 50n);
    else assert.deepEqual(now, before);
  });
});

for (const beside of ['beside the running server', 'on its own'])
  describe(`bylaw import ${beside}`, () => {
    const house = new House();
    let root: Client;
    before(async () => {
      root = (await house.open()).administrator;
    });
    after(() => house.stop());

    async function run(...words: string[]) {
      if (beside === 'on its own') await house.end('SIGTERM');
      const result = house.command('import', ...words);
      if (beside === 'on its own') await house.start();
      return result;
    }

    test('clause 4.3.1: it adds up, and a second time says that nothing changed', async () => {
      for (const again of [false, true]) {
        const { status, output } = await run(small_book);
        assert.equal(status, 0, output);
        if (again) assert.match(output, /10 already there|unchanged/i);
        await adds_up(root);
      }
    });

    test('clause 4.3.1: a broken file is refused whole, row by row, and the exit code says so', async () => {
      const broken = join(checkout, 'tests/data/orders_small_broken.csv');
      const { status, output } = await run(broken);
      assert.equal(status, 1, output);
      assert.match(output, /十二个/, output);
      await adds_up(root);
      const check = await run(small_book, '--mode', 'check');
      assert.equal(check.status, 0, check.output);
    });

    test('clause 4.3.1: the Chinese order book, split where a number has two customers', { skip: shared_is_missing }, async () => {
      const before = fen((await root.totals('orders')).sums.revenue);
      const book = join(shared, 'sales_cn/orders.csv');
      const refusal = await run(book);
      assert.equal(refusal.status, 1, 'two customers of one number are an error unless said otherwise');
      const { status, output } = await run(book, '--conflicts', 'split');
      assert.equal(status, 0, output);
      assert.equal(fen((await root.totals('orders')).sums.revenue) - before, 1686737780n);
      const again = await run(book, '--conflicts', 'split');
      assert.equal(again.status, 0, again.output);
      assert.equal(fen((await root.totals('orders')).sums.revenue) - before, 1686737780n);
    });

    test('what it cannot do it says, with what to do next', async () => {
      assert.notEqual((await run('/nowhere/at/all.csv')).status, 0);
      assert.notEqual((await run(small_book, '--record', 'unicorns')).status, 0);
      assert.notEqual((await run(small_book, '--as', 'nobody')).status, 0);
    });
  });
