// Searching: everything one may read by Chinese, pinyin and initials, traditional and simplified alike, codes and digits of a phone; the
// same in the `q` of lists and pickers; and never what another may read only.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Client, expect, House, type Json, refused } from './harness.ts';

const house = new House();
let root: Client;
let one: Client;
let other: Client;
const customers: Record<string, Json> = {};
before(async () => {
  root = (await house.open()).administrator;
  one = await house.as('salesperson', 'one');
  other = await house.as('salesperson', 'other');
  const rows: [string, string, Json][] = [
    ['C-001', '東華貿易有限公司', { phone: '010-8888 1234', contacts: [{ name: '單玉', phone: '13912345678' }] }],
    ['C-002', '华东电子 Acme', { credit_code: '91350100M000100Y43' }],
    ['C-003', '重慶銀行', {}],
    ['C-004', '單氏長江行銷', {}],
    ['C-005', '张三五金', { owner: other.account.id, phone: '13800001111' }],
    ['C-006', '西安仇記', { owner: one.account.id }],
    ['C-007', 'ＡＢＣ Müller-Werke 100', {}],
    ['C-008', '曾解放區', {}],
  ];
  for (const [code, name, more] of rows) customers[code] = await root.make('customers', { code, name, ...more });
});
after(() => house.stop());

const search = (client: Client, q: string, more: Record<string, string> = {}): Promise<Json> =>
  client.take(`search?${new URLSearchParams({ q, ...more })}`);
const group = (answer: Json, record: string): Json[] => answer.groups.find((held: Json) => held.record === record)?.items ?? [];

// In the search, in the list, in its totals and in the picker: the same customers.
async function finds(q: string, codes: string[], client = root) {
  const wanted = codes.map((code) => customers[code].id).sort();
  const ids = (items: Json[]) => items.map((item) => item.id).sort();
  assert.deepEqual(ids(group(await search(client, q, { limit: '20' }), 'customers')), wanted, `search: ${q}`);
  assert.deepEqual(ids(await client.every('customers', { q })), wanted, `list: ${q}`);
  assert.equal((await client.totals('customers', { q })).count, wanted.length, `totals: ${q}`);
  assert.deepEqual(ids((await client.take(`customers/choices?${new URLSearchParams({ q })}`)).items), wanted, `choices: ${q}`);
}

test('clause 3.4.1: a customer is found by its characters, from one on, traditional or simplified', async () => {
  await finds('華', ['C-001', 'C-002']);
  await finds('华', ['C-001', 'C-002']);
  await finds('東華', ['C-001']);
  await finds('华东', ['C-002']);
  await finds('東華貿易有限公司', ['C-001']);
  await finds('贸易有限', ['C-001']);
  await finds('東貿', []);
  await finds('行', ['C-003', 'C-004']);
});

test('clause 3.4.1: by pinyin, whole or abbreviated, and by initials', async () => {
  for (const q of ['donghua', 'dongh', 'dongHuaMaoyi', 'dhmy', 'dhm', 'dhmyyxgs', 'dongm', 'dmaoyi', 'hmy', 'maoy'])
    await finds(q, q.startsWith('dongm') || q.startsWith('dmao') ? [] : ['C-001']);
  await finds('zhangs', ['C-005']);
  await finds('zhangsan', ['C-005']);
  await finds('zswj', ['C-005']);
  await finds('zhsan', ['C-005']);
  await finds('xian', ['C-001', 'C-006']); // 有限 and 西安
  await finds('xa', ['C-006']);
});

test('clause 3.4.1: characters of several readings: by the word they stand in, else by each', async () => {
  await finds('chongqing', ['C-003']);
  await finds('cqyh', ['C-003']);
  await finds('zhongqing', []);
  await finds('yinhang', ['C-003']);
  await finds('yinxing', []);
  await finds('shanshi', ['C-004']);
  await finds('danshi', ['C-004']);
  await finds('changjiang', ['C-004']);
  await finds('zhangjiang', []);
  await finds('qiuji', ['C-006']);
  await finds('chouji', ['C-006']);
  await finds('zengjie', ['C-008']);
  await finds('cengxie', []);
});

test('clause 3.4.1: by code, by digits of the phone however they are grouped, by words in any order, case and width', async () => {
  await finds('C-003', ['C-003']);
  await finds('c003', ['C-003']);
  await finds('88881234', ['C-001']);
  await finds('8888-12', ['C-001']);
  await finds('8881', ['C-001']);
  await finds('91350100m0001', ['C-002']);
  await finds('acme 電子', ['C-002']);
  await finds('电子 ACME', ['C-002']);
  await finds('abc', ['C-007']);
  await finds('ＡＢＣ　１００', ['C-007']);
  await finds('MÜLLER', ['C-007']);
  await finds('電子 東華', []);
});

test('clause 3.4.1: digits that stand apart are not taken for a number', async () => {
  const code = { code: 'N-2026010001', name: 'Apart' };
  customers.apart = await root.make('customers', code);
  await finds('0100010', []);
  await finds('2026010001', ['apart']);
});

test('a contact is found by name and phone, and leads to its customer', async () => {
  for (const q of ['單玉', '单玉', 'shanyu', 'sy', '139123', '45678']) {
    const [hit] = group(await search(root, q), 'contacts');
    assert.equal(hit?.title, '單玉', q);
    assert.deepEqual(hit.in, { record: 'customers', id: customers['C-001'].id, title: '東華貿易有限公司' });
  }
});

test('what is called so comes first, then what begins so, then what holds it; the newest first', async () => {
  const made = [];
  for (const name of ['甲丙乙', '丙', '丙丁', '甲丙']) made.push(await root.make('customers', { name }));
  const titles = async (limit: string) => group(await search(root, '丙', { limit }), 'customers').map((hit) => hit.title);
  assert.deepEqual(await titles('20'), ['丙', '丙丁', '甲丙', '甲丙乙']);
  assert.deepEqual(await titles('1'), ['丙'], 'the best, though it is not the newest');
  const answer = await search(root, '丙', { limit: '2' });
  assert.equal(answer.groups[0].more, true);
  assert.equal(answer.indexing, false);
  for (const customer of made) expect(await root.move(customer, 'customers', 'archive'), 200);
  assert.deepEqual(await titles('20'), []);
  assert.equal((await root.every('customers', { q: '丙', archived: 'true' })).length, 4);
});

test('what was matched is shown where the title does not say it', async () => {
  const matched = async (q: string) => group(await search(root, q), 'customers')[0].matched;
  assert.equal(await matched('東華'), null);
  const by_phone = await matched('8888');
  assert.equal(by_phone.field, 'phone');
  assert.ok(by_phone.label && by_phone.text.includes('8888'));
  assert.equal((await matched('c001')).field, 'code');
});

test('clause 4.3.1: an order is found by its number, and in the ledger by its customer and product', async () => {
  const product = await root.make('products', { code: 'P-1', name: '藍牙耳機', price: '1' });
  const body = { customer: customers['C-001'].id, ordered_on: '2026-01-05', lines: [{ product: product.id, quantity: '1' }] };
  const order = await root.make('orders', body);
  const digits = order.number.slice(-6);
  assert.equal(group(await search(root, order.number), 'orders')[0].id, order.id);
  assert.equal(group(await search(root, `so ${digits}`), 'orders')[0].id, order.id);
  for (const q of ['東華', '东华贸易', 'dhmy', order.number.toLowerCase(), `dongh ${digits}`])
    assert.deepEqual(
      (await root.list('orders', { q })).items.map((held: Json) => held.id),
      [order.id],
      q,
    );
  for (const q of ['蓝牙', 'lanya', 'lyej'])
    assert.deepEqual(
      (await root.list('order_lines', { q })).items.map((held: Json) => held.product.id),
      [product.id],
      q,
    );
  // the customer's phone is not the order's
  assert.equal((await root.totals('orders', { q: '88881234' })).count, 0);
});

test('a new name is found at once and the old one no more; so are those below a place in a tree', async () => {
  let customer = await root.make('customers', { name: '舊名商店', contacts: [{ name: '老友' }] });
  customers.renamed = customer;
  customer = await root.change('customers', customer, { name: '新名商店', contacts: [] });
  await finds('旧名', []);
  await finds('xinming', ['renamed']);
  assert.deepEqual(group(await search(root, '老友'), 'contacts'), []);
  const top = await root.make('regions', { name: '甲大區' });
  const below = await root.make('regions', { name: '乙市', parent: top.id });
  const lowest = await root.make('regions', { name: '丙縣', parent: below.id });
  assert.equal(group(await search(root, '甲大區'), 'regions').length, 3);
  await root.change('regions', top, { name: '丁大區' });
  assert.deepEqual(group(await search(root, '甲大區'), 'regions'), []);
  const found = group(await search(root, '丁大区 丙县'), 'regions');
  assert.deepEqual(
    found.map((hit) => [hit.id, hit.title]),
    [[lowest.id, '丁大區 / 乙市 / 丙縣']],
  );
});

test("clause 9.2.2: another's record is never found, not by a hit, a count or an excerpt", async () => {
  for (const q of ['张三五金', 'zhangsan', '13800001111', 'C-005', '五']) {
    assert.deepEqual(group(await search(one, q), 'customers'), [], q);
    assert.equal((await one.totals('customers', { q })).count, 0, q);
    assert.doesNotMatch(JSON.stringify(await search(one, q)), /五金|1111/, q);
    await finds(q, ['C-005'], other);
  }
  await finds('西安', ['C-006'], one);
  await finds('西安', [], other);
  assert.deepEqual((await search(one, '單玉')).groups, [], 'a contact follows its customer');
  // and as soon as it is somebody's own
  const customer = await root.make('customers', { name: '戊公司', owner: other.account.id, contacts: [{ name: '己友' }] });
  customers.moved = customer;
  await finds('戊', ['moved'], other);
  await finds('戊', [], one);
  await root.change('customers', customer, { owner: one.account.id });
  await finds('戊', [], other);
  await finds('戊', ['moved'], one);
  assert.equal(group(await search(one, '己友'), 'contacts').length, 1);
  assert.equal(group(await search(other, '己友'), 'contacts').length, 0);
});

test('clause 9.2.2: records that a role may not read are not searched, nor known by name', async () => {
  const observer = await house.as('observer');
  const groups = (await search(observer, 'one')).groups.map((held: Json) => held.record);
  assert.ok(!groups.includes('accounts'));
  assert.ok((await search(root, 'one')).groups.some((held: Json) => held.record === 'accounts'));
  refused(await observer.get('search?q=one&records=accounts'), 400, 'invalid', 'problem.search_record');
  refused(await root.get('search?q=one&records=nonsense'), 400, 'invalid', 'problem.search_record');
  const only = await search(root, '東華', { records: 'customers,contacts' });
  assert.deepEqual(
    only.groups.map((held: Json) => held.record),
    ['customers'],
  );
  refused(await house.anyone().get('search?q=one'), 401, 'unauthenticated');
});

test('limits: nothing asked is nothing found, and what cannot be asked is refused', async () => {
  for (const q of ['', '   ', '%', '「」']) assert.deepEqual((await search(root, q)).groups, [], q);
  for (const query of [`q=${'a'.repeat(101)}`, 'q=%ff', 'q=a&limit=21', 'q=a&limit=0', 'q=a&limit=x', 'q=a&sort=name', 'q=a&q=b'])
    refused(await root.get(`search?${query}`), 400, 'invalid');
  for (const q of ['"', "'", 'a" OR "b', "a' | 'b", 'NEAR(a b)', '* ', 'a*b', '\\', '<->', ':*', `a${String.fromCodePoint(0x1d11e)}`])
    assert.equal((await root.get(`search?${new URLSearchParams({ q })}`)).status, 200, q);
  for (const q of ['zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz', 'xianxianxianxianxianxian', 'a b c d e f g h i j k l'])
    assert.equal((await root.get(`search?${new URLSearchParams({ q })}`)).status, 200, q);
});

test('what was refused is not in the index, and bylaw verify holds it against the records', async () => {
  expect(await root.post('customers', { name: '庚公司', code: 'C-001' }), 409);
  customers.kept = await root.make('customers', { name: '庚公司' });
  await finds('庚', ['kept']);
  const outcome = house.command('verify');
  assert.equal(outcome.status, 0, outcome.output);
  assert.match(outcome.output, / 0 findings/);
});

test('a start finds the index as it was, and indexes what is not in it', async () => {
  await house.end('SIGTERM');
  await house.start();
  await finds('东华', ['C-001']);
});
