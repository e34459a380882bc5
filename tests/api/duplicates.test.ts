// Customers that are likely there already: said before they are saved, by code, name and phone, and never more than one may read.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Client, expect, House, type Json, refused } from './harness.ts';

const house = new House();
let manager: Client;
let one: Client;
let other: Client;
let customer: Json;
before(async () => {
  await house.open();
  manager = await house.as('manager');
  one = await house.as('salesperson', 'one');
  other = await house.as('salesperson', 'other');
  customer = await one.make('customers', {
    code: 'C-001',
    name: '東華貿易有限公司',
    phone: '010-8888 1234',
    credit_code: '91350100M000100Y43',
    contacts: [{ name: '單玉', phone: '13912345678' }],
  });
});
after(() => house.stop());

const ask = (client: Client, given: Record<string, string>): Promise<Json> =>
  client.take(`customers/duplicates?${new URLSearchParams(given)}`);
const why = (found: Json) => found.why.map((one: Json) => one.field);

test('clause 3.4.1: who is there already is found by name in whichever form and writing, by phone, by either code', async () => {
  const asked: [Record<string, string>, string[]][] = [
    [{ name: '东华贸易股份有限公司' }, ['name']],
    [{ name: ' 東華貿易（集團） ' }, ['name']],
    [{ phone: '+86 10 8888 1234 转12' }, ['phone']],
    [{ credit_code: '91350100m000100y43' }, ['credit_code']],
    [{ code: 'c001' }, ['code']],
    [{ name: '东华贸易', phone: '01088881234', code: 'C-001' }, ['name', 'phone', 'code']],
  ];
  for (const [given, fields] of asked) {
    const found = await ask(one, given);
    assert.deepEqual(
      found.items.map((item: Json) => [item.id, item.title]),
      [[customer.id, customer.name]],
      JSON.stringify(given),
    );
    assert.deepEqual(why(found.items[0]).sort(), fields.sort());
    assert.deepEqual(found.others, []);
    assert.equal(found.indexing, false);
  }
});

test('clause 3.4.1: what is another customer is not taken for the same', async () => {
  const others: Record<string, string>[] = [
    { name: '东华贸易北京分公司' },
    { name: '東華' },
    { name: '' },
    { phone: '01088881235' },
    { phone: '110' },
    { code: 'C-0011' },
  ];
  for (const given of others) assert.deepEqual(await ask(one, given), { items: [], others: [], indexing: false }, JSON.stringify(given));
  assert.deepEqual((await ask(one, { name: customer.name, id: customer.id })).items, [], 'it is no duplicate of itself');
});

test('clause 9.2.2: of what another looks after one hears who does, and nothing else', async () => {
  const answer = expect(await other.get(`customers/duplicates?${new URLSearchParams({ name: '东华贸易', phone: '01088881234' })}`), 200);
  assert.deepEqual(answer.items, []);
  assert.equal(answer.others.length, 1);
  assert.deepEqual(Object.keys(answer.others[0]).sort(), ['owner', 'why']);
  assert.equal(answer.others[0].owner, 'The one');
  assert.deepEqual(why(answer.others[0]), ['name', 'phone']);
  const text = JSON.stringify(answer);
  for (const secret of [customer.id, customer.name, 'C-001', '單玉']) assert.ok(!text.includes(secret), secret);
  assert.equal((await ask(manager, { name: '东华贸易' })).items[0].id, customer.id);
});

test('an archived one is no duplicate, and a restored one is again', async () => {
  let made = await manager.make('customers', { name: '會歸檔的公司' });
  assert.equal((await ask(manager, { name: '会归档的' })).items.length, 1);
  made = expect(await manager.move(made, 'customers', 'archive'), 200);
  assert.equal((await ask(manager, { name: '会归档的' })).items.length, 0);
  expect(await manager.move(made, 'customers', 'restore'), 200);
  assert.equal((await ask(manager, { name: '会归档的' })).items.length, 1);
});

test('refused: for whoever neither makes nor changes customers, of what says nothing of likeness, and of records that have none', async () => {
  const observer = await house.as('observer');
  refused(await observer.get('customers/duplicates?name=x'), 403, 'forbidden');
  refused(await manager.get('customers/duplicates?note=x'), 400, 'invalid', 'problem.parameter');
  refused(await manager.get(`customers/duplicates?name=${'x'.repeat(201)}`), 400, 'invalid', 'problem.parameter');
  refused(await manager.get('orders/duplicates?number=x'), 400, 'invalid', 'problem.parameter');
  refused(await manager.get('nothing/duplicates?name=x'), 404, 'not_found');
});

test('it is a warning and no wall: the same name may be saved', async () => {
  const twin = await one.make('customers', { name: '东华贸易' });
  assert.equal((await ask(one, { name: '東華貿易' })).items.length, 2);
  assert.ok(twin.id);
});
