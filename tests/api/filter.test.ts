// The language of filters, against the same question asked of the records in this file; sorting, searching, totals.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Client, House, type Json, refused } from './harness.ts';

const house = new House();
let root: Client;
let products: Json[] = [];
let categories: Record<string, Json> = {};
before(async () => {
  root = (await house.open()).administrator;
  const all = await root.make('categories', { name: 'All' });
  const paper = await root.make('categories', { name: 'Paper', parent: all.id });
  const chairs = await root.make('categories', { name: 'Chairs', parent: all.id });
  const stools = await root.make('categories', { name: 'Stools', parent: chairs.id });
  categories = { all, paper, chairs, stools };
  const rows: [string, string, Json, string][] = [
    ['P-001', '東華紙', paper, '0.00'],
    ['P-002', 'Paper "fine" \\ white', paper, '19.90'],
    ['P-003', 'Armchair', chairs, '100.00'],
    ['P-004', 'armchair de luxe', chairs, '1000.00'],
    ['P-005', '凳子', stools, '99.99'],
    ['P-006', 'Loose thing', null, '5.01'],
    ['P-007', '100% _wool_', null, '-5.00'],
  ];
  for (const [code, name, category, price] of rows) {
    const answer = await root.post('products', { code, name, category: category?.id ?? null, price });
    if (answer.status === 201) products.push(answer.json);
    else products.push(await root.make('products', { code, name, category: category?.id ?? null, price: '5.00' }));
  }
  products = await root.every('products');
});
after(() => house.stop());

const fen = (product: Json) => Math.round(Number(product.price) * 100);
const codes = (items: Json[]) => items.map((one) => one.code).sort();

async function agrees(filter: string, keep: (product: Json) => boolean) {
  const expected = products.filter(keep);
  const found = await root.every('products', { filter });
  assert.deepEqual(codes(found), codes(expected), filter);
  assert.equal((await root.totals('products', { filter })).count, expected.length, `totals: ${filter}`);
}

test('clause 4.3.1: comparisons', async () => {
  await agrees('price = 100', (p) => fen(p) === 10000);
  await agrees('price = 100.00', (p) => fen(p) === 10000);
  await agrees('price != 100', (p) => fen(p) !== 10000);
  await agrees('price < 99.99', (p) => fen(p) < 9999);
  await agrees('price <= 99.99', (p) => fen(p) <= 9999);
  await agrees('price > 99.99', (p) => fen(p) > 9999);
  await agrees('price >= 99.99', (p) => fen(p) >= 9999);
  await agrees('price >= -5', () => true);
  await agrees('code = P-003', (p) => p.code === 'P-003');
  await agrees('code > "P-003"', (p) => p.code > 'P-003');
  await agrees('name = "Paper \\"fine\\" \\\\ white"', (p) => p.name === 'Paper "fine" \\ white');
  await agrees('name = 東華紙', (p) => p.name === '東華紙');
});

test('clause 4.3.1: sets and ranges, both ends included', async () => {
  await agrees('code in (P-001, "P-003", P-999)', (p) => ['P-001', 'P-003'].includes(p.code));
  await agrees('price in (100, 19.90)', (p) => [10000, 1990].includes(fen(p)));
  await agrees('price in 19.90..100', (p) => fen(p) >= 1990 && fen(p) <= 10000);
  await agrees('price in ..100', (p) => fen(p) <= 10000);
  await agrees('price in 100..', (p) => fen(p) >= 10000);
  await agrees('created_at in 2020-01-01T00:00:00Z..', () => true);
  await agrees('created_at < 2020-01-01T00:00:00Z', () => false);
});

test('clause 4.3.1: contains is literal, in any case of ASCII letters', async () => {
  await agrees('name contains armchair', (p) => /armchair/i.test(p.name));
  await agrees('name contains "ARMCHAIR"', (p) => /armchair/i.test(p.name));
  await agrees('name contains 華', (p) => p.name.includes('華'));
  await agrees('name contains "%"', (p) => p.name.includes('%'));
  await agrees('name contains "_"', (p) => p.name.includes('_'));
  await agrees('name contains "\\\\"', (p) => p.name.includes('\\'));
  await agrees('name contains "\\""', (p) => p.name.includes('"'));
  await agrees('name contains "a_m"', () => false);
  await root.make('regions', { name: 'ÄRGER Ｂ' });
  for (const part of ['ÄR', 'Är', 'ger', ' Ｂ']) {
    const found = await root.list('regions', { filter: `name contains "${part}"` });
    assert.equal(found.items.length, 1, part);
  }
  for (const part of ['är', 'ｂ']) assert.equal((await root.totals('regions', { filter: `name contains "${part}"` })).count, 0, part);
});

test('clause 4.3.1: empty and not empty, through links, within trees', async () => {
  await agrees('category is empty', (p) => p.category === null);
  await agrees('category is not empty', (p) => p.category !== null);
  await agrees(`category = ${categories.paper.id}`, (p) => p.category?.id === categories.paper.id);
  await agrees(`category != ${categories.paper.id}`, (p) => p.category?.id !== categories.paper.id);
  await agrees(`category within ${categories.chairs.id}`, (p) => [categories.chairs.id, categories.stools.id].includes(p.category?.id));
  await agrees(`category within ${categories.all.id}`, (p) => p.category !== null);
  await agrees('category.name = Chairs', (p) => p.category?.id === categories.chairs.id);
  await agrees('category.parent.name = All', (p) => [categories.chairs.id, categories.paper.id].includes(p.category?.id));
  await agrees('category.name contains s', (p) => [categories.chairs.id, categories.stools.id].includes(p.category?.id));
});

test('clause 4.3.1: and, or, not, brackets, words in any case', async () => {
  await agrees('price > 1 and price < 50', (p) => fen(p) > 100 && fen(p) < 5000);
  await agrees('code = P-001 or code = P-002 and price > 1000', (p) => p.code === 'P-001');
  await agrees('(code = P-001 or code = P-002) and price > 1', (p) => ['P-001', 'P-002'].includes(p.code) && fen(p) > 100);
  await agrees('not code = P-001', (p) => p.code !== 'P-001');
  await agrees('NOT (code = P-001 OR code = P-002)', (p) => !['P-001', 'P-002'].includes(p.code));
  await agrees('not not code = P-001', (p) => p.code === 'P-001');
  await agrees('code = P-001 AND category IS NOT EMPTY', (p) => p.code === 'P-001');
  await agrees('created_by = me', () => true);
  await agrees('  price>1   and(price<50)  ', (p) => fen(p) > 100 && fen(p) < 5000);
});

test('clause 4.3.1: negations keep the empty ones out of neither side', async () => {
  const with_it = await root.every('products', { filter: 'category.name = Chairs' });
  const without = await root.every('products', { filter: 'not category.name = Chairs' });
  assert.equal(with_it.length + without.length, products.length, 'a filter and its opposite make the whole');
});

test('clause 4.3.1: what is wrong in a filter is said with its place', async () => {
  for (const [filter, where] of [
    ['price >', [8]],
    ['price', [6]],
    ['nothing_like_it = 1', [1]],
    ['code = x and nothing_like_it = 1', [14]],
    ['price = abc', [1, 9]],
    ['price = 1 and', [14]],
    ['(price = 1', [1, 11]],
    ['price = 1)', [10]],
    ['price ~ 1', [7]],
    ['name = "open', [8]],
    ['price in (1, 2', [1, 10, 15]],
    ['price in 1.', undefined],
    ['category within abc', undefined],
    ['price within 1', undefined],
    ['name within 1', undefined],
    ['category.parent.parent.name = x', undefined],
    ['price contains 1', undefined],
    ['code.name = x', undefined],
    ['price = 1; drop table products', undefined],
    ["price = 1' or '1'='1", undefined],
    ['created_at = 2026-13-45', undefined],
    ['category = me', undefined],
  ] as [string, number[] | undefined][]) {
    for (const path of ['products', 'products/totals']) {
      const answer = await root.get(`${path}?${new URLSearchParams({ filter })}`);
      const problem = refused(answer, 400, 'invalid');
      if (where === undefined) continue;
      const said = JSON.stringify(problem).match(/(?:position|character|place)[^\d]{0,12}(\d+)/i)?.[1];
      assert.ok(said, `no position in ${answer.text}`);
      assert.ok(
        where.some((at) => Math.abs(Number(said) - at) <= 1),
        `${filter}: ${said}, not ${where}: ${problem.detail}`,
      );
    }
  }
});

test('a filter has limits: length, depth, members', async () => {
  refused(await root.get(`products?${new URLSearchParams({ filter: `${'('.repeat(500)}price = 1${')'.repeat(500)}` })}`), 400, 'invalid');
  refused(await root.get(`products?${new URLSearchParams({ filter: `${'not '.repeat(1000)}price = 1` })}`), 400, 'invalid');
  const long = await root.get(`products?${new URLSearchParams({ filter: `name contains "${'x'.repeat(7000)}"` })}`);
  assert.ok([200, 400, 414].includes(long.status), long.text);
  const many = await root.get(`products?${new URLSearchParams({ filter: Array(700).fill('price=1').join(' or ') })}`);
  assert.ok([400, 414].includes(many.status), String(many.status));
});

test('sorting: each sortable field both ways, ties in one order, empty ones at one end', async () => {
  for (const field of ['code', 'name', 'price', 'created_at']) {
    const up = (await root.list('products', { sort: field })).items;
    const down = (await root.list('products', { sort: `-${field}` })).items;
    assert.deepEqual(
      up.map((one: Json) => one.id),
      down.map((one: Json) => one.id).reverse(),
      field,
    );
    for (let i = 1; i < up.length; i++) {
      const [a, b] = field === 'price' ? [fen(up[i - 1]), fen(up[i])] : [up[i - 1][field], up[i][field]];
      assert.ok(a <= b, `${field}: ${a} before ${b}`);
    }
  }
  for (const sort of ['nothing', 'name,code', '--code', 'category.name', '-', 'code desc', 'category'])
    refused(await root.get(`products?${new URLSearchParams({ sort })}`), 400, 'invalid');
});

test('text compares by bytes, on either engine', async () => {
  for (const name of ['a', 'B', 'Ä', 'Z', 'é', '中', '𠮷', '0', '_', 'ａ']) await root.make('regions', { name });
  const names = (await root.list('regions', { sort: 'name' })).items.map((one: Json) => one.name);
  assert.deepEqual(
    names,
    [...names].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
  );
});

test('q looks in what is searchable, together with the filter, and in totals too', async () => {
  const found = await root.every('products', { q: 'ARMCHAIR' });
  assert.deepEqual(codes(found), ['P-003', 'P-004']);
  assert.deepEqual(codes(await root.every('products', { q: 'armchair', filter: 'price > 500' })), ['P-004']);
  assert.equal((await root.totals('products', { q: 'armchair' })).count, 2);
  assert.deepEqual(codes(await root.every('products', { q: '華' })), ['P-001']);
  assert.deepEqual(codes(await root.every('products', { q: '%' })), ['P-007']);
});

test('unknown and repeated parameters are refused, not ignored', async () => {
  for (const query of [
    'fitler=price=1',
    'limit=0',
    'limit=201',
    'limit=abc',
    'limit=-1',
    'archived=maybe',
    'cursor=nonsense',
    'limit=1&limit=2',
    'filter=%ff',
  ])
    refused(await root.get(`products?${query}`), 400, 'invalid');
});

test('clause 4.3.1: a day may be named by its distance from today, and a stretch of days by its two ends', async () => {
  const customer = await root.make('customers', { name: 'Of relative days' });
  const offset = 8 * 3600_000; // the branch's clock
  const day = (at: Date) => at.toISOString().slice(0, 10);
  const today = new Date(Date.now() + offset);
  const in_month = (months: number, number: number) => new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + months, number));
  const days = {
    today: day(today),
    ago_29: day(new Date(today.getTime() - 29 * 86_400_000)),
    ago_30: day(new Date(today.getTime() - 30 * 86_400_000)),
    first: day(in_month(0, 1)),
    last: day(in_month(1, 0)),
    before: day(in_month(0, 0)),
    two_before: day(in_month(-1, 0)),
  };
  for (const ordered_on of new Set(Object.values(days))) await root.make('orders', { customer: customer.id, ordered_on });
  const found = async (filter: string) => {
    const items = await root.every('orders', { filter: `customer = ${customer.id} and ${filter}` });
    return items.map((one) => one.ordered_on).sort();
  };
  const all = [...new Set(Object.values(days))];
  const between = (from: string, to: string) => all.filter((one) => one >= from && one <= to).sort();
  assert.deepEqual(await found('ordered_on = today'), [days.today]);
  assert.deepEqual(await found('ordered_on in today-29..today'), between(days.ago_29, days.today));
  assert.deepEqual(await found('ordered_on in month..month'), between(days.first, days.last));
  assert.deepEqual(await found('ordered_on in month-1..month-1'), between(day(in_month(-1, 1)), days.before));
  assert.deepEqual(await found('ordered_on < month'), between('0001-01-01', days.before));
  assert.deepEqual(await found('ordered_on <= month-1'), between('0001-01-01', days.before));
  assert.deepEqual(await found('ordered_on > month'), []);
  assert.equal((await found('created_at in today-1..today')).length, all.length);
  assert.equal((await found('created_at < today-1')).length, 0);
  refused(await root.get(`orders?filter=${encodeURIComponent('ordered_on = tomorrow')}`), 400, 'invalid');
  refused(await root.get(`orders?filter=${encodeURIComponent('ordered_on in month..fortnight')}`), 400, 'invalid');
  refused(await root.get(`orders?filter=${encodeURIComponent('revenue >= month')}`), 400, 'invalid');
});
