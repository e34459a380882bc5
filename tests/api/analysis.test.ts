// 4.4: figures by any one or two dimensions against the ledger itself: every figure is the sum of the lines that it opens, for whoever asks,
// whatever has been done to the orders since.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type Client, root as checkout, expect, House, type Json, refused, shared, shared_is_missing } from './harness.ts';
import { fen, map, records_of, rounded_fen, step, upload } from './importing.ts';

const all_dimensions = [
  'year',
  'quarter',
  'month',
  'region',
  'province',
  'city',
  'segment',
  'category',
  'subcategory',
  'product',
  'customer',
  'salesperson',
  'returned',
];
const all_measures = [
  ...['revenue', 'quantity', 'profit', 'cost', 'orders', 'customers', 'lines', 'loss_lines', 'loss'],
  ...['returned', 'returned_quantity', 'returned_orders', 'problem_loss'],
];
const ask = (client: Client, query: Record<string, string>) => client.take(`analysis?${new URLSearchParams(query)}`);

// The small book of our own many times over: other years, other prices, other customers.
function made_book(): string {
  const rows = ['订单编号,订单日期,客户编号,客户名称,细分,地区,省份,城市,产品编号,类别,子类别,产品名称,销售额,数量,利润'];
  const places = ['华东,浙江,杭州', '华东,江苏,苏州', '华南,广东,佛山', '华南,广东,广州', '西南,,'];
  const goods = [
    'CP-1,办公用品,纸张,云白复印纸',
    'CP-2,办公用品,装订,蓝山长尾夹',
    'CP-3,家具,椅子,松风人体工学椅',
    'CP-4,技术,,听涛会议电话',
  ];
  let seed = 20261125;
  const random = (below: number) => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return Math.floor((seed / 2147483648) * below);
  };
  for (let order = 0; order < 120; order++) {
    const customer = random(9);
    const segment = ['公司', '小型企业', '消费者', ''][customer % 4];
    const day = `202${4 + random(3)}-${String(1 + random(12)).padStart(2, '0')}-${String(1 + random(28)).padStart(2, '0')}`;
    for (let line = 0; line <= random(3); line++) {
      const amount = (random(500_000) + 100) / 100;
      const profit = (random(40_000) - 12_000) / 100;
      rows.push(
        `FX-${order},${day},KH-${customer},客戶${customer},${segment},${places[random(5)]},${goods[random(4)]},${amount.toFixed(2)},${1 + random(9)},${profit.toFixed(2)}`,
      );
    }
  }
  return rows.join('\n');
}

async function import_book(client: Client, book: string) {
  const imported = await upload(client, 'book.csv', book);
  await map(client, imported.id, imported.mapping, { conflicts: 'split' });
  const done = await step(client, imported.id, 'run', { mode: 'all' });
  assert.equal(done.state, 'done', JSON.stringify(done));
}

// What a dimension says of a line, read from the ledger and the records behind it.
class Ledger {
  lines: Json[] = [];
  private orders = new Map<string, Json>();
  private products = new Map<string, Json>();
  private customers = new Map<string, Json>();
  private above = new Map<string, string[]>();

  async read(client: Client): Promise<this> {
    this.lines = [];
    for (const order of await client.every('orders')) this.orders.set(order.id, order);
    for (const product of await client.every('products')) this.products.set(product.id, product);
    for (const customer of await client.every('customers')) this.customers.set(customer.id, customer);
    for (const tree of ['regions', 'categories']) {
      const nodes = new Map((await client.every(tree)).map((node) => [node.id, node]));
      for (const id of nodes.keys()) {
        const path: string[] = [];
        for (let node = nodes.get(id); node; node = node.parent ? nodes.get(node.parent.id) : undefined) path.unshift(node.id);
        this.above.set(id, path);
      }
    }
    for (const line of await client.every('order_lines')) {
      const order = this.orders.get(line.order.id);
      if (!['draft', 'cancelled'].includes(order.state)) this.lines.push({ ...line, order });
    }
    return this;
  }
  group(dimension: string, line: Json): string | null {
    const day: string = line.order.ordered_on;
    const level = (path: string[] | undefined, depth: number) => (path ? (path[Math.min(depth, path.length) - 1] ?? null) : null);
    const region = line.region ? this.above.get(line.region.id) : undefined;
    const category = this.products.get(line.product.id).category;
    const categories = category ? this.above.get(category.id) : undefined;
    switch (dimension) {
      case 'year':
        return day.slice(0, 4);
      case 'quarter':
        return `${day.slice(0, 4)}-Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`;
      case 'month':
        return day.slice(0, 7);
      case 'region':
        return level(region, 1);
      case 'province':
        return level(region, 2);
      case 'city':
        return level(region, 3);
      case 'segment':
        return this.customers.get(line.order.customer.id)?.segment ?? null;
      case 'category':
        return level(categories, 1);
      case 'subcategory':
        return level(categories, 2);
      case 'product':
        return line.product.id;
      case 'customer':
        return line.order.customer.id;
      case 'salesperson':
        return line.order.owner?.id ?? null;
      case 'returned':
        return Number(line.order.returned ?? 0) > 0 ? 'yes' : 'no';
    }
    throw new Error(dimension);
  }
}

const of_lines: Record<string, (lines: Json[]) => string | number> = {
  revenue: (lines) => money(lines.reduce((sum, line) => sum + fen(line.amount), 0n)),
  quantity: (lines) => String(lines.reduce((sum, line) => sum + Number(line.quantity), 0)),
  profit: (lines) => money(lines.reduce((sum, line) => sum + fen(line.profit), 0n)),
  cost: (lines) => money(lines.reduce((sum, line) => sum + fen(line.cost), 0n)),
  orders: (lines) => new Set(lines.map((line) => line.order.id)).size,
  customers: (lines) => new Set(lines.map((line) => line.order.customer.id)).size,
  lines: (lines) => lines.length,
  loss_lines: (lines) => lines.filter((line) => line.profit.startsWith('-')).length,
  loss: (lines) => money(lines.reduce((sum, line) => sum + (line.profit.startsWith('-') ? fen(line.profit) : 0n), 0n)),
  returned: (lines) => money(lines.reduce((sum, line) => sum + fen(line.returned_amount ?? '0.00'), 0n)),
  returned_quantity: (lines) => String(lines.reduce((sum, line) => sum + Math.round(Number(line.returned ?? 0) * 1000), 0) / 1000),
  returned_orders: (lines) => new Set(lines.filter((line) => Number(line.returned_amount ?? 0) > 0).map((line) => line.order.id)).size,
  problem_loss: (lines) => money(lines.reduce((sum, line) => sum + fen(line.problem_loss ?? '0.00'), 0n)),
};
function money(of: bigint): string {
  const digits = String(of < 0n ? -of : of).padStart(3, '0');
  return `${of < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
const figures_of = (lines: Json[], measures = all_measures) => measures.map((measure) => of_lines[measure]?.(lines));

// Everything that an answer says, against the lines.
function assert_report(report: Json, ledger: Ledger, rows: string, columns: string | null, lines = ledger.lines) {
  assert.deepEqual(report.current.total, figures_of(lines), `${rows} × ${columns}: total`);
  const row_keys = report.rows.items.map((item: Json) => item.key);
  assert.deepEqual(new Set(row_keys), new Set([...row_keys, ...lines.map((line) => ledger.group(rows, line))]), `${rows}: groups`);
  report.rows.items.forEach((row: Json, r: number) => {
    const of_row = lines.filter((line) => ledger.group(rows, line) === row.key);
    assert.deepEqual(report.current.rows[r], figures_of(of_row), `${rows} = ${row.title}`);
    if (!columns) return;
    report.columns.items.forEach((column: Json, c: number) => {
      const of_cell = of_row.filter((line) => ledger.group(columns, line) === column.key);
      assert.deepEqual(report.current.cells[r][c], figures_of(of_cell), `${rows} = ${row.title}, ${columns} = ${column.title}`);
    });
  });
  if (columns)
    report.columns.items.forEach((column: Json, c: number) => {
      const of_column = lines.filter((line) => ledger.group(columns, line) === column.key);
      assert.deepEqual(report.current.columns[c], figures_of(of_column), `${columns} = ${column.title}`);
    });
}
const joined = (...parts: (string | null | undefined)[]) => parts.filter(Boolean).join(' and ');

describe('the analysis of orders', () => {
  const house = new House();
  let root: Client;
  let salesperson: Client;
  let observer: Client;

  before(async () => {
    root = (await house.open()).administrator;
    salesperson = await house.as('salesperson');
    observer = await house.as('observer');
    await import_book(root, made_book());
    await root.make('customers', { code: 'OWN-1', name: '自家客戶', segment: '公司', owner: salesperson.account.id });
  });
  after(() => house.stop());

  const make_order = async (client: Client, customer: string, lines: Json[], day = '2026-05-06') => {
    const [found] = (await client.list('customers', { filter: `code = "${customer}"` })).items;
    const order = await client.make('orders', { customer: found.id, ordered_on: day, lines });
    return client.move(order, 'orders', 'confirm').then((answer) => answer.json);
  };
  const product = async (code: string) => (await root.list('products', { filter: `code = "${code}"` })).items[0].id;
  const verified = () => {
    const verify = house.command('verify');
    assert.equal(verify.status, 0, verify.output);
    assert.match(verify.output, / 0 findings/);
  };

  test('clause 4.4: every measure by every dimension, and by any two of them, is what the lines of the ledger come to', async () => {
    const ledger = await new Ledger().read(root);
    assert.ok(ledger.lines.length > 150);
    const measures = all_measures.join(',');
    for (const rows of all_dimensions) {
      assert_report(await ask(root, { rows, measures, limit: '200' }), ledger, rows, null);
      for (const columns of all_dimensions) {
        if (rows === columns) continue;
        const report = await ask(root, { rows, columns, measures, limit: '200', column_limit: '120' });
        assert_report(report, ledger, rows, columns);
      }
    }
  });

  test('clause 4.4: every figure opens the very lines behind it: their totals are the figure', async () => {
    for (const [rows, columns] of [
      ['month', 'category'],
      ['subcategory', 'province'],
      ['segment', 'city'],
      ['customer', 'quarter'],
    ] as const) {
      const report = await ask(root, {
        rows,
        columns,
        measures: 'revenue,lines',
        from: '2025-01-01',
        to: '2026-06-30',
        filter: 'product is not empty',
      });
      for (const [r, row] of report.rows.items.entries())
        for (const [c, column] of report.columns.items.entries()) {
          const [revenue, lines] = report.current.cells[r][c];
          const totals = await root.totals('order_lines', { filter: joined(report.filter, row.filter, column.filter) });
          assert.deepEqual([totals.sums.amount, totals.count], [revenue, lines], joined(report.filter, row.filter, column.filter));
        }
      const totals = await root.totals('order_lines', { filter: report.filter });
      assert.deepEqual([totals.sums.amount, totals.count], report.current.total);
    }
  });

  test('clause 4.4: what is not shown is in the heading of all the others, which opens its lines too', async () => {
    const report = await ask(root, {
      rows: 'product',
      columns: 'month',
      measures: 'revenue,orders',
      limit: '2',
      column_limit: '5',
      sort: 'revenue',
    });
    assert.equal(report.rows.items.length, 3);
    const others = report.rows.items[2];
    assert.equal(others.others, true);
    assert.equal(report.rows.left_out, 2);
    const totals = await root.totals('order_lines', { filter: joined(report.filter, others.filter) });
    assert.equal(totals.sums.amount, report.current.rows[2][0]);
    const [least, second] = report.current.rows.map((figures: Json) => fen(figures[0]));
    assert.ok(least <= second, 'the smallest first');
  });

  test('clause 4.4: filters of dimensions and time hold for every figure', async () => {
    const ledger = await new Ledger().read(root);
    const [east] = (await root.list('regions', { filter: 'name = 华东' })).items;
    const [paper] = (await root.list('categories', { filter: 'name = 纸张' })).items;
    const measures = all_measures.join(',');
    const filters: [string, (line: Json) => boolean][] = [
      [`region within ${east.id}`, (line) => ledger.group('region', line) === east.id],
      [`not_segment`, (line) => ledger.group('segment', line) !== '公司'],
      [
        `category = ${paper.id} and segment in (公司, 消费者)`,
        (line) => ledger.group('subcategory', line) === paper.id && ['公司', '消费者'].includes(ledger.group('segment', line) ?? ''),
      ],
      ['segment is empty', (line) => ledger.group('segment', line) === null],
    ];
    for (const [text, holds] of filters) {
      const filter = text === 'not_segment' ? 'segment != 公司' : text;
      const lines = ledger.lines.filter(
        (line) => holds(line) && line.order.ordered_on >= '2024-07-10' && line.order.ordered_on <= '2026-02-03',
      );
      assert.ok(lines.length > 0, filter);
      const report = await ask(root, { rows: 'month', columns: 'product', measures, filter, from: '2024-07-10', to: '2026-02-03' });
      assert.deepEqual(report.current.total, figures_of(lines), filter);
      const totals = await root.totals('order_lines', { filter: report.filter });
      assert.equal(totals.count, lines.length, report.filter);
    }
  });

  test('clause 4.4: last period and last year stand beside the figures, by the same groups', async () => {
    const ledger = await new Ledger().read(root);
    const between = (from: string, to: string) =>
      ledger.lines.filter((line) => line.order.ordered_on >= from && line.order.ordered_on <= to);
    const measures = all_measures.join(',');
    const months = await ask(root, { rows: 'month', measures, from: '2026-01-01', to: '2026-03-31', compare: 'previous,last_year' });
    assert.deepEqual(
      months.rows.items.map((row: Json) => row.key),
      ['2026-01', '2026-02', '2026-03'],
    );
    for (const [r, [before_it, year_before]] of [
      ['2025-12', '2025-01'],
      ['2026-01', '2025-02'],
      ['2026-02', '2025-03'],
    ].entries()) {
      assert.deepEqual(months.previous.rows[r], figures_of(between(`${before_it}-01`, `${before_it}-31`)), `${before_it}`);
      assert.deepEqual(months.last_year.rows[r], figures_of(between(`${year_before}-01`, `${year_before}-31`)), `${year_before}`);
    }
    assert.deepEqual([months.last_year.from, months.last_year.to], ['2025-01-01', '2025-03-31']);
    const quarter = await ask(root, { rows: 'category', measures, from: '2026-01-01', to: '2026-03-31', compare: 'previous,last_year' });
    assert.deepEqual([quarter.previous.from, quarter.previous.to], ['2025-10-01', '2025-12-31']);
    assert.deepEqual(quarter.previous.total, figures_of(between('2025-10-01', '2025-12-31')));
    assert.deepEqual(quarter.last_year.total, figures_of(between('2025-01-01', '2025-03-31')));
    const days = await ask(root, { measures, from: '2026-01-11', to: '2026-01-20', compare: 'previous' });
    assert.deepEqual([days.previous.from, days.previous.to], ['2026-01-01', '2026-01-10']);
    assert.deepEqual(days.previous.total, figures_of(between('2026-01-01', '2026-01-10')));
  });

  test('clauses 4.3.1, 4.4: confirming, changing, cancelling, reopening and putting away an order is in the figures at once', async () => {
    const ledger = async () =>
      assert_report(
        await ask(root, { rows: 'product', columns: 'customer', measures: all_measures.join(','), limit: '200' }),
        await new Ledger().read(root),
        'product',
        'customer',
      );
    const lines = [
      { product: await product('CP-1'), quantity: '3', amount: '300.00', cost: '350.00' },
      { product: await product('CP-2'), quantity: '1', amount: '80.00', cost: '20.00' },
    ];
    const count = async () => (await ask(root, { measures: 'orders,lines' })).current.total;
    const before_it = await count();
    let order = await root.make('orders', {
      customer: (await root.list('customers', { filter: 'code = KH-1' })).items[0].id,
      ordered_on: '2026-06-01',
      lines,
    });
    assert.deepEqual(await count(), before_it, 'a draft does not count');
    order = (await root.move(order, 'orders', 'confirm')).json;
    assert.deepEqual(await count(), [before_it[0] + 1, before_it[1] + 2]);
    await ledger();
    const told = { reason: 'They need something else', customer_told: 'yes' };
    const change = { ordered_on: '2025-06-01', lines: [{ id: order.lines[0].id, quantity: '5', amount: '500.00' }] };
    order = expect(await root.move(order, 'orders', 'amend', { ...told, change }), 200);
    assert.deepEqual(await count(), [before_it[0] + 1, before_it[1] + 1]);
    await ledger();
    order = expect(await root.move(order, 'orders', 'cancel', told), 200);
    assert.deepEqual(await count(), before_it);
    order = (await root.move(order, 'orders', 'reopen')).json;
    order = (await root.move(order, 'orders', 'confirm')).json;
    await ledger();
    order = (await root.move(order, 'orders', 'archive')).json;
    assert.deepEqual(await count(), before_it, 'what is put away does not count');
    order = (await root.move(order, 'orders', 'restore')).json;
    await ledger();
    verified();
  });

  test('clauses 4.3.2, 4.3.3, 4.4: what comes back and what problems cost is in the figures of its very lines', async () => {
    const held = async () => {
      const ledger = await new Ledger().read(root);
      for (const [rows, columns] of [
        ['product', 'month'],
        ['returned', 'region'],
      ] as const)
        assert_report(await ask(root, { rows, columns, measures: all_measures.join(','), limit: '200' }), ledger, rows, columns);
      return (await ask(root, { measures: all_measures.slice(9).join(',') })).current.total;
    };
    const before_it = await held();
    const [customer] = (await root.list('customers', { filter: 'code = KH-1' })).items;
    const lines = [
      { product: await product('CP-1'), quantity: '3', amount: '100.00', cost: '35.00' },
      { product: await product('CP-2'), quantity: '1', amount: '50.01', cost: '20.00' },
    ];
    let order = await root.make('orders', { customer: customer.id, ordered_on: '2026-07-01', lines });
    order = expect(await root.move(order, 'orders', 'confirm'), 200);
    order = expect(await root.move(order, 'orders', 'deliver'), 200);
    const [first] = order.lines;
    const back = async (more: Json) => {
      const asked = await root.make('order_returns', { order: order.id, reason: 'damaged', ...more });
      return expect(await root.move(asked, 'order_returns', 'accept', { decision: 'seen' }), 200);
    };
    await root.make('order_returns', { order: order.id, reason: 'late', quantity: '1', line: first.id, amount: '1.00' });
    assert.deepEqual(await held(), before_it, 'what is only asked for is not returned');
    await back({ line: first.id, quantity: '1' });
    const plus = (money_back: string, quantity: number, orders: number, loss: string) => [
      money(fen(before_it[0]) + fen(money_back)),
      String(Number(before_it[1]) + quantity),
      before_it[2] + orders,
      money(fen(before_it[3]) + fen(loss)),
    ];
    assert.deepEqual(await held(), plus('33.33', 1, 1, '0.00'));
    const whole = await back({ quantity: '2', amount: '50.00' });
    assert.deepEqual(await held(), plus('83.33', 3, 1, '0.00'));
    order = await root.take(`orders/${order.id}`);
    assert.deepEqual(
      order.lines.map((line: Json) => [line.returned_amount, line.returned]),
      [
        ['61.90', '2.333'], // 33.33, and of the 50.00 what 66.67 are of 116.68; one piece, and of the two what two are of three
        ['21.43', '0.667'],
      ],
    );
    const problem = await root.make('order_problems', {
      order: order.id,
      cause: 'quality',
      found_on: '2026-07-02',
      detail: 'x',
      loss: '9.99',
    });
    await root.make('order_problems', {
      order: order.id,
      line: first.id,
      cause: 'delay',
      found_on: '2026-07-02',
      detail: 'x',
      loss: '1.00',
    });
    assert.deepEqual(await held(), plus('83.33', 3, 1, '10.99'));
    const report = await ask(root, { rows: 'product', measures: 'returned,returned_orders,loss', filter: 'returned = yes' });
    assert.deepEqual(report.measure_filters, ['returned_amount > 0', 'returned_amount > 0', 'profit < 0']);
    const opened = await root.totals('order_lines', {
      filter: joined(report.filter, report.rows.items[0].filter, report.measure_filters[0]),
    });
    assert.equal(opened.sums.returned_amount, report.current.rows[0][0]);
    expect(await root.move(await root.take(`order_problems/${problem.id}`), 'order_problems', 'archive'), 200);
    expect(await root.move(whole, 'order_returns', 'archive'), 200);
    assert.deepEqual(await held(), plus('33.33', 1, 1, '1.00'));
    verified();
  });

  test('clauses 4.4, 9.2.2: a salesperson’s figures are of their own orders, and of segments of their own customers', async () => {
    await make_order(salesperson, 'OWN-1', [{ product: await product('CP-3'), quantity: '2', amount: '99.00', cost: '60.00' }]);
    const [other] = (await root.list('customers', { filter: 'code = KH-2' })).items;
    const order = await root.make('orders', {
      customer: other.id,
      ordered_on: '2026-05-07',
      owner: salesperson.account.id,
      lines: [{ product: await product('CP-1'), quantity: '1', amount: '10.00', cost: '6.00' }],
    });
    await root.move(order, 'orders', 'confirm');
    const ledger = await new Ledger().read(salesperson);
    assert.equal(ledger.lines.length, 2);
    for (const rows of all_dimensions) {
      const report = await ask(salesperson, { rows, columns: rows === 'product' ? 'month' : 'product', measures: all_measures.join(',') });
      assert_report(report, ledger, rows, rows === 'product' ? 'month' : 'product');
      for (const [r, row] of report.rows.items.entries()) {
        const totals = await salesperson.totals('order_lines', { filter: joined(report.filter, row.filter) });
        assert.equal(totals.count, report.current.rows[r][6], joined(report.filter, row.filter));
      }
    }
    const mine = await ask(root, { measures: 'revenue', filter: `salesperson = ${salesperson.account.id}` });
    assert.deepEqual(mine.current.total, ['109.00']);
  });

  test('clause 9.2.2: whoever may not read cost and profit cannot count, sort or be told of them', async () => {
    const known = await observer.take('analysis/dimensions');
    const names = known.measures.map((one: Json) => one.name);
    assert.deepEqual(names, ['revenue', 'quantity', 'orders', 'customers', 'lines', ...all_measures.slice(9)]);
    for (const measure of ['profit', 'cost', 'loss', 'loss_lines', 'nothing'])
      for (const query of [{ measures: measure }, { rows: 'product', measures: 'revenue', sort: measure }])
        refused(
          await observer.get(`analysis?${new URLSearchParams(query as Record<string, string>)}`),
          400,
          'invalid',
          'problem.analysis.measure',
        );
    assert.equal((await ask(observer, { rows: 'month' })).measures[0], 'revenue');
    refused(await house.anyone().get('analysis'), 401, 'unauthenticated');
  });

  test('clause 4.4: products by ABC, each in its class by what stands before it, the classes adding up to the whole', async () => {
    const abc = await root.take('analysis/abc?rows=product&measures=revenue&limit=200');
    const whole = (await ask(root, { measures: 'revenue' })).current.total[0];
    assert.equal(money(abc.classes.reduce((sum: bigint, one: Json) => sum + fen(one.value), 0n)), whole);
    let before = 0n;
    for (const item of abc.items) {
      const share = Number((before * 10000n) / fen(whole)) / 10000;
      assert.equal(item.class, share < 0.8 ? 'a' : share < 0.95 ? 'b' : 'c', `${item.title} after ${share}`);
      const totals = await root.totals('order_lines', { filter: joined(abc.filter, item.filter) });
      assert.equal(totals.sums.amount, item.figures[0]);
      before += fen(item.figures[0]);
    }
    refused(await root.get('analysis/abc'), 400, 'invalid', 'problem.analysis.class_rows');
    refused(await observer.get('analysis/abc?rows=product&measures=profit'), 400, 'invalid', 'problem.analysis.measure');
    refused(await root.get('analysis/xyz?rows=product'), 404, 'not_found');
  });

  test('clause 4.4: customers by recency, frequency and money, as their orders say', async () => {
    const ledger = await new Ledger().read(root);
    const rfm = await root.take('analysis/rfm?rows=customer&to=2026-12-31&limit=200');
    const at = (name: string) => rfm.columns.findIndex((one: Json) => one.name === name);
    assert.equal(rfm.classes.length, 8);
    assert.equal(
      rfm.classes.reduce((sum: number, one: Json) => sum + one.count, 0),
      rfm.items.length,
    );
    for (const item of rfm.items) {
      const lines = ledger.lines.filter((line) => line.order.customer.id === item.key);
      assert.equal(item.figures[at('revenue')], of_lines.revenue?.(lines));
      assert.equal(item.figures[at('orders')], of_lines.orders?.(lines));
      assert.equal(
        item.figures[at('last_day')],
        lines
          .map((line) => line.order.ordered_on)
          .sort()
          .at(-1),
      );
      const scores = ['r', 'f', 'm'].map((one) => item.figures[at(one)]);
      assert.ok(scores.every((score) => score >= 1 && score <= 5));
      assert.equal(item.class.startsWith('key_'), scores[2] >= 4, JSON.stringify(item));
    }
    refused(await root.get('analysis/rfm?rows=product'), 400, 'invalid', 'problem.analysis.class_rows');
  });

  test('clause 4.4: customers who are new, kept, back and lost, against their orders', async () => {
    const ledger = await new Ledger().read(root);
    const flow = await root.take('analysis/flow?rows=customer&from=2026-03-01&to=2026-03-31&limit=200');
    assert.deepEqual([flow.previous_from, flow.previous_to], ['2026-02-01', '2026-02-28']);
    const expected = new Map<string, string>();
    for (const customer of new Set(ledger.lines.map((line) => line.order.customer.id))) {
      const days = ledger.lines.filter((line) => line.order.customer.id === customer).map((line) => line.order.ordered_on);
      const in_this = days.some((day) => day >= '2026-03-01' && day <= '2026-03-31');
      const in_previous = days.some((day) => day >= '2026-02-01' && day <= '2026-02-28');
      const earlier = days.some((day) => day < '2026-03-01');
      if (in_this) expected.set(customer, in_previous ? 'kept' : earlier ? 'back' : 'new');
      else if (in_previous) expected.set(customer, 'lost');
    }
    assert.ok(expected.size > 2);
    assert.deepEqual(new Map(flow.items.map((item: Json) => [item.key, item.class])), expected);
    refused(await root.get('analysis/flow?rows=customer'), 400, 'invalid', 'problem.analysis.flow_days');
  });

  test('clause 4.4: an analysis is saved under a name, each salesperson’s own', async () => {
    const saved = await salesperson.make('analysis_reports', { name: '我的月報', question: 'rows=month&measures=revenue' });
    assert.equal(saved.owner.id, salesperson.account.id);
    refused(await observer.get(`analysis_reports/${saved.id}`), 404, 'not_found');
    assert.equal((await root.list('analysis_reports')).items[0].name, '我的月報');
  });

  test('clause 4.3: what is owed by how long it has been due, each figure opening its orders', async () => {
    const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
    const due: Record<string, number[]> = { not_due: [-40], to_30: [2, 15], to_60: [45], to_90: [75], over_90: [100, 400] };
    const mine = await root.make('customers', { name: '欠款客戶', owner: salesperson.account.id });
    const other = await root.make('customers', { name: '別家客戶' });
    const owe = async (customer: Json, ago: number, amount: string, more: Json = {}) => {
      const lines = [{ product: await product('CP-1'), quantity: '1', amount }];
      const dates = ago < 0 ? { ordered_on: day(3), payment_due_on: day(ago) } : { ordered_on: day(ago) };
      const order = await root.make('orders', { customer: customer.id, ...dates, lines, ...more });
      return expect(await root.move(order, 'orders', 'confirm'), 200);
    };
    for (const [place, days] of Object.values(due).entries())
      for (const ago of days) {
        await owe(mine, ago, `${place + 1}.10`, { owner: salesperson.account.id });
        await owe(other, ago, '100.00');
      }
    const paid = await owe(other, 200, '77.00');
    await root.make('receipts', { customer: other.id, received_on: day(1), amount: '77.00', lines: [{ order: paid.id, amount: '77.00' }] });

    for (const client of [root, observer, salesperson])
      for (const rows of ['customer', 'salesperson']) {
        const report = await client.take(`analysis/ageing?rows=${rows}`);
        assert.deepEqual([report.record, report.measures, report.columns.dimension], ['orders', ['owed'], 'age']);
        assert.deepEqual(
          report.columns.items.map((one: Json) => one.key),
          Object.keys(due),
        );
        const opened = async (...filters: string[]) =>
          (await client.totals('orders', { filter: joined(report.filter, ...filters) })).sums.owed;
        assert.equal(await opened(), report.current.total[0]);
        for (const [c, column] of report.columns.items.entries()) {
          assert.equal(await opened(column.filter), report.current.columns[c][0]);
          for (const [r, row] of report.rows.items.entries())
            assert.equal(await opened(row.filter, column.filter), report.current.cells[r][c][0], `${row.title} ${column.title}`);
        }
      }
    const report = await root.take('analysis/ageing');
    const of_mine = report.rows.items.findIndex((one: Json) => one.key === mine.id);
    assert.deepEqual(report.current.cells[of_mine], [['1.10'], ['4.20'], ['3.10'], ['4.10'], ['10.20']]);
    assert.equal(report.rows.items.find((one: Json) => one.key === other.id)?.title, other.name);
    const own = (await salesperson.take('analysis/ageing')).rows.items.map((one: Json) => one.title);
    assert.ok(own.includes(mine.name) && !own.includes(other.name));
    // The first and the last day of each age are in it.
    for (const column of report.columns.items) {
      const days = column.filter.replace('owed_since in ', '').split('..').filter(Boolean);
      for (const edge of days) await owe(mine, -40, '0.01', { payment_due_on: edge });
    }
    const edges = await root.take('analysis/ageing');
    assert.deepEqual(edges.current.cells[of_mine], [['1.11'], ['4.22'], ['3.12'], ['4.12'], ['10.21']], 'each day belongs to one age');
    const few = await root.take('analysis/ageing?limit=1');
    assert.deepEqual(
      [few.rows.left_out, few.rows.items[1].others, few.current.total[0]],
      [edges.rows.items.length - 1, true, edges.current.total[0]],
    );
    const others = await root.totals('orders', { filter: joined(few.filter, few.rows.items[1].filter) });
    assert.equal(others.sums.owed, few.current.rows[1][0]);
    refused(await root.get('analysis/ageing?rows=region'), 400, 'invalid', 'problem.analysis.dimension');
    refused(await root.get('analysis/ageing?compare=previous'), 400, 'invalid', 'problem.parameter');
    refused(await house.anyone().get('analysis/ageing'), 401, 'unauthenticated');
  });

  test('clause 4.4: a report is taken away as xlsx with numbers and as PDF, in the language of whoever takes it', async () => {
    const taken = async (path: string, language: string) => {
      const answer = await fetch(`${house.url}/api/v1/${path}`, {
        headers: { Cookie: root.cookie, 'X-Bylaw': '1', 'Accept-Language': language },
      });
      assert.equal(answer.status, 200, path);
      return { bytes: Buffer.from(await answer.arrayBuffer()), named: answer.headers.get('Content-Disposition') ?? '' };
    };
    const table = await ask(root, { rows: 'category', columns: 'year', measures: 'revenue' });
    const query = 'analysis?rows=category&columns=year&measures=revenue';
    const sheet = await taken(`${query}&format=xlsx`, 'zh-Hant');
    assert.match(decodeURIComponent(sheet.named), /銷售額.*\.xlsx/);
    const read = await upload(root, 'taken.xlsx', sheet.bytes, 'customers');
    assert.deepEqual(
      read.columns.map((one: Json) => one.header),
      ['品類', ...table.columns.items.map((one: Json) => one.title), '合計'],
    );
    read.columns.slice(1, -1).forEach((column: Json, c: number) => {
      assert.equal(Number(column.sample[0]), Number(table.current.cells[0][c][0]), column.header);
    });
    const shares = await taken('analysis?rows=category&measures=revenue&format=xlsx', 'en');
    const share = (await upload(root, 'shares.xlsx', shares.bytes, 'customers')).columns[2];
    const [first, whole] = [table.current.rows[0][0], table.current.total[0]].map(Number);
    assert.ok(Math.abs(Number(share.sample[0]) - (first ?? 0) / (whole ?? 1)) <= 0.0005, 'a share is a part of one');
    const page = await taken(`${query}&format=pdf`, 'zh-Hans');
    const text = spawnSync('pdftotext', ['-layout', '-', '-'], { input: page.bytes }).stdout.toString();
    for (const [r, row] of table.rows.items.entries()) {
      assert.ok(text.includes(row.title), row.title);
      assert.ok(text.replaceAll(',', '').includes(table.current.rows[r][0]), table.current.rows[r][0]);
    }
    assert.ok(text.includes('合计'), text);
    const owed = await taken('analysis/ageing?rows=salesperson&format=pdf', 'en');
    const owed_text = spawnSync('pdftotext', ['-layout', '-', '-'], { input: owed.bytes }).stdout.toString();
    assert.match(owed_text, /Over 90 days/);
    assert.match(owed_text, /What was owed on/);
    const classes = await taken('analysis/rfm?rows=customer&format=xlsx', 'en');
    assert.equal((await upload(root, 'rfm.xlsx', classes.bytes, 'customers')).columns[1].header, 'Class');
    refused(await root.get('analysis?format=doc'), 400, 'invalid', 'problem.parameter');
  });

  test('clause 4.4: what cannot be asked is refused by name', async () => {
    for (const [query, key] of [
      ['rows=shoe_size', 'problem.analysis.dimension'],
      ['rows=month&columns=month', 'problem.analysis.twice'],
      ['measures=revenue&sort=quantity', 'problem.analysis.sort'],
      ['compare=tomorrow', 'problem.analysis.compare'],
      ['compare=previous', 'problem.analysis.compare_when'],
      ['from=2026-02-30', 'problem.analysis.day'],
      ['from=2026-02-03&to=2026-02-02', 'problem.analysis.days'],
      ['filter=month%20=%202', 'problem.analysis.filter_time'],
      ['filter=product%20=%20x', 'problem.analysis.value'],
      ['filter=product%20=%201%20or%20product%20=%202', 'problem.analysis.filter'],
      ['filter=cost%20=%201', 'problem.analysis.dimension'],
      ['limit=0', 'problem.limit'],
      ['limit=1001', 'problem.limit'],
      ['colour=red', 'problem.parameter'],
    ])
      refused(await root.get(`analysis?${query}`), 400, 'invalid', key);
    refused(await root.send('DELETE', '/api/v1/analysis/nothing-runs'), 404, 'not_found');
  });
});

describe('the Chinese order book, analysed', { skip: shared_is_missing }, () => {
  const house = new House();
  let root: Client;
  let truth: Json;
  let book = '';
  before(async () => {
    root = (await house.open()).administrator;
    truth = JSON.parse(readFileSync(join(shared, 'ground_truth.json'), 'utf8')).sales_cn;
    book = readFileSync(join(shared, 'sales_cn/orders.csv'), 'utf8');
    await import_book(root, book);
  });
  after(() => house.stop());

  const close_to = (figure: string, expected: string, lines: number) =>
    assert.ok(Math.abs(Number(figure) - Number(expected)) <= 0.005 * lines + 0.01, `${figure} is not ${expected}`);
  // Amounts to the last 分, as each line is rounded; profits are given unrounded, so each line may be half a 分 off.
  const check = (figures: Json, expected: Json, what: string) => {
    const [revenue, quantity, lines, profit] = figures;
    assert.equal(revenue, expected.sales_sum_of_lines_rounded_to_fen, what);
    assert.equal(Number(quantity), expected.quantity, what);
    assert.equal(lines, expected.lines, what);
    close_to(profit, expected.profit, expected.lines);
  };
  const measures = 'revenue,quantity,lines,profit';

  test('clause 4.4: it is the truth in full: by region, year, month, category, sub-category, segment', async () => {
    let moved = 0;
    const dates = { '2025': ['2025-01-01', '2025-12-31'], '2026': ['2026-01-01', '2026-12-31'] } as const;
    const sets: [string, Json, Record<string, string>, (row: Json) => string][] = [
      ['region', truth.by_region, {}, (row) => `${row.title} / ${row.note}`],
      ['segment', truth.by_segment, {}, (row) => row.title],
      ['category', truth.by_category, {}, (row) => row.title],
      ['subcategory', truth.by_subcategory, {}, (row) => row.title.replace(' / ', '/')],
    ];
    const managers = records_of(readFileSync(join(shared, 'sales_cn/managers.csv'), 'utf8'));
    for (const [name, manager] of managers.slice(1)) {
      const [region] = (await root.list('regions', { filter: `name = ${name} and parent is empty` })).items;
      await root.change('regions', region, { manager });
    }
    for (const [rows, expected, query, title] of sets) {
      const report = await ask(root, { rows, measures, limit: '200', ...query });
      assert.equal(report.rows.items.length, Object.keys(expected).length, rows);
      for (const [name, figures] of Object.entries<Json>(expected)) {
        const at = report.rows.items.findIndex((row: Json) => title(row) === name);
        assert.ok(at >= 0, `${rows}: no ${name} in ${report.rows.items.map(title)}`);
        check(report.current.rows[at], figures, `${rows} ${name}`);
      }
      assert.equal(report.current.total[0], truth.total.sales_sum_of_lines_rounded_to_fen);
    }
    // An order keeps the date of its first line: what the book says of later lines is moved to that month before it is compared.
    const first = new Map<string, string>();
    for (const [, number = '', date = '', , , customer = '', , , , , , , , , , , amount = '', quantity = '', , profit = ''] of records_of(
      book,
    ).slice(1)) {
      const key = `${number} ${customer}`;
      if (!first.has(key)) first.set(key, date.slice(0, 7));
      for (const [month, sign] of [
        [date.slice(0, 7), -1],
        [first.get(key) ?? '', 1],
      ] as const) {
        const of_month = truth.by_month_2026[month];
        if (!of_month || first.get(key) === date.slice(0, 7)) continue;
        of_month.sales_sum_of_lines_rounded_to_fen = money(
          fen(of_month.sales_sum_of_lines_rounded_to_fen) + BigInt(sign) * rounded_fen(amount),
        );
        of_month.profit = String(Number(of_month.profit) + sign * Number(profit));
        of_month.quantity += sign * Number(quantity);
        of_month.lines += sign;
        moved += 1;
      }
    }
    assert.equal(moved, 2, 'one line');
    const by_time: [string, Json, Record<string, string>][] = [
      ['year', truth.by_year, {}],
      ['month', truth.by_month_2025, { from: dates['2025'][0], to: dates['2025'][1] }],
      ['month', truth.by_month_2026, { from: dates['2026'][0], to: dates['2026'][1] }],
    ];
    for (const [rows, expected, query] of by_time) {
      const report = await ask(root, { rows, measures, ...query });
      for (const [r, row] of report.rows.items.entries()) check(report.current.rows[r], expected[row.key], row.key);
      assert.equal(report.rows.items.length, Object.keys(expected).length);
    }
  });

  test('clause 4.4: by region and year, as a table of two dimensions', async () => {
    const report = await ask(root, { rows: 'region', columns: 'year', measures });
    for (const [name, expected] of Object.entries<Json>(truth.by_region_year)) {
      const [region, year] = name.split('/');
      const r = report.rows.items.findIndex((row: Json) => row.title === region);
      const c = report.columns.items.findIndex((column: Json) => column.key === year);
      check(report.current.cells[r][c], expected, name);
    }
  });

  test('clause 4.4: the lines at a loss, the ten best customers, and the recount that proves it all', async () => {
    const losses = await ask(root, { rows: 'subcategory', measures: 'loss_lines,loss', limit: '200' });
    assert.equal(losses.current.total[0], truth.lines_with_negative_profit);
    close_to(losses.current.total[1], truth.sum_of_negative_profit, truth.lines_with_negative_profit);
    const totals = await root.totals('order_lines', { filter: `${losses.filter} and profit < 0` });
    assert.equal(totals.count, truth.lines_with_negative_profit);
    assert.equal(totals.sums.profit, losses.current.total[1]);

    const best = await ask(root, { rows: 'customer', measures: 'revenue,profit,lines', limit: '10' });
    const expected = Object.entries<Json>(truth.top10_customers_by_sales);
    for (const [r, [name, figures]] of expected.entries()) {
      assert.equal(best.rows.items[r].title, name.slice(name.indexOf(' ') + 1));
      assert.equal(best.current.rows[r][0], figures.sales_sum_of_lines_rounded_to_fen);
    }
    const whole = await ask(root, { measures: 'customers,orders' });
    assert.equal(whole.current.total[0], truth.distinct_customers_by_id);
  });

  test('clauses 4.3.2, 4.4: the 296 orders with returns, what was sold by them, and the recount that proves it all', async () => {
    const imported = await upload(root, 'returns.csv', readFileSync(join(shared, 'sales_cn/returns.csv')), 'order_returns');
    await map(root, imported.id, { 'order.number': 0 });
    const done = await step(root, imported.id, 'run', { mode: 'all' });
    assert.equal(done.state, 'done', JSON.stringify(done));
    const report = await ask(root, { rows: 'returned', measures: 'orders,lines,revenue' });
    const at = report.rows.items.findIndex((row: Json) => row.key === 'yes');
    const [orders, lines, revenue] = report.current.rows[at];
    assert.deepEqual([orders, lines], [truth.returned_orders_found_in_orders, truth.returned_lines]);
    close_to(revenue, truth.returned_sales, truth.returned_lines);
    const totals = await root.totals('order_lines', { filter: joined(report.filter, report.rows.items[at].filter) });
    assert.deepEqual([totals.count, totals.sums.amount], [lines, revenue]);
    const by_month = await ask(root, { rows: 'month', measures: 'returned_orders,returned' });
    assert.deepEqual(by_month.current.total, [296, revenue], 'all that was sold by them came back');
    const categories = await ask(root, { rows: 'subcategory', measures: 'returned,returned_quantity', limit: '200' });
    for (const [r, row] of categories.rows.items.entries()) {
      const { sums } = await root.totals('order_lines', { filter: joined(categories.filter, row.filter, categories.measure_filters[0]) });
      assert.deepEqual([sums.returned_amount, sums.returned, sums.amount], [...categories.current.rows[r], categories.current.rows[r][0]]);
    }
    const verify = house.command('verify');
    assert.equal(verify.status, 0, verify.output);
  });
});

test('clause 4.4: the small book of our own is analysed to the last 分', async () => {
  const house = new House();
  try {
    const root = (await house.open()).administrator;
    await import_book(root, readFileSync(join(checkout, 'tests/data/orders_small.csv'), 'utf8'));
    const months = await ask(root, { rows: 'month', columns: 'category', measures: 'revenue,loss_lines,loss' });
    assert.deepEqual(
      months.rows.items.map((row: Json) => row.key),
      ['2026-01', '2026-02', '2026-03'],
    );
    assert.deepEqual(
      months.current.rows.map((row: Json) => row[0]),
      ['13349.90', '4494.79', '5203.01'],
    );
    assert.deepEqual(months.current.total, ['23047.70', 2, '-201.00']);
    const customers = await ask(root, { rows: 'customer', measures: 'revenue,orders', sort: '-revenue' });
    assert.deepEqual(customers.rows.items[0].title, '远帆机械股份有限公司');
    assert.deepEqual(customers.current.rows[0], ['15961.00', 2]);
  } finally {
    await house.stop();
  }
});
