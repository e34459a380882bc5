// What people say about a record: by those who may read it, to those who may read it, and kept.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Client, expect, House, type Json, refused, unique } from './harness.ts';
import { Listener } from './listener.ts';

let house: House;
let root: Client;
let manager: Client;
let seller: Client;
let other: Client;
let observer: Client;

before(async () => {
  house = await new House().open();
  root = house.administrator;
  manager = await house.as('manager');
  seller = await house.as('salesperson', 'seller');
  other = await house.as('salesperson', 'other');
  observer = await house.as('observer');
});
after(() => house.stop());

const say = (client: Client, customer: Json, text: string, mentions: Client[] = []) =>
  client.post(`customers/${customer.id}/comments`, { text, mentions: mentions.map((one) => one.account.id) });
const said = async (client: Client, customer: Json): Promise<Json[]> => (await client.take(`customers/${customer.id}/comments`)).items;

test('clause 3.4.1: whoever may read a customer may say something about it, and the record stays as it is', async () => {
  const customer = await seller.make('customers', { name: unique() });
  const first = expect(await say(seller, customer, '  老客戶，先電話確認 \n第二行 '), 201);
  assert.equal(first.text, '老客戶，先電話確認 \n第二行');
  assert.deepEqual(first.author, { id: seller.account.id, title: seller.account.name });
  expect(await say(observer, customer, 'Seen'), 201);
  assert.deepEqual(
    (await said(manager, customer)).map((one) => [one.text, one.can.change]),
    [
      ['Seen', false],
      [first.text, false],
    ],
  );
  const again = await seller.take(`customers/${customer.id}`);
  assert.equal(again.version, customer.version);
  const history = await seller.take(`customers/${customer.id}/history`);
  assert.deepEqual(
    history.items.map((one: Json) => [one.action, one.changes.length > 0]),
    [
      ['comment', false],
      ['comment', false],
      ['create', true],
    ],
  );
  assert.doesNotMatch(JSON.stringify(history), /老客戶/);
});

test('clause 9.2.3: out of scope there is nothing to read, to say or to mention', async () => {
  const customer = await seller.make('customers', { name: unique() });
  const comment = expect(await say(seller, customer, 'for us'), 201);
  refused(await other.get(`customers/${customer.id}/comments`), 404, 'not_found');
  refused(await other.get(`customers/${customer.id}/readers`), 404, 'not_found');
  refused(await say(other, customer, 'hello'), 404, 'not_found');
  refused(await other.patch(`comments/${comment.id}`, undefined, { text: 'x' }), 404, 'not_found');
  refused(await other.send('DELETE', `/api/v1/comments/${comment.id}`), 404, 'not_found');
  refused(await seller.get(`accounts/${root.account.id}/comments`), 404, 'not_found');
  refused(await manager.get('customers/1/comments'), 404, 'not_found');
  refused(await manager.get('order_lines/1/comments'), 404, 'not_found');
  assert.equal((await house.anyone().get(`customers/${customer.id}/comments`)).status, 401);
});

test('clause 9.2.3: only those who may read the record can be mentioned, and only they are offered', async () => {
  const customer = await seller.make('customers', { name: unique() });
  const offered = async (client: Client, q = '') =>
    (await client.take(`customers/${customer.id}/readers?${new URLSearchParams({ q })}`)).items.map((one: Json) => one.title).sort();
  const readers = [root, manager, seller, observer].map((one) => one.account.name).sort();
  assert.deepEqual(await offered(seller), readers);
  assert.deepEqual(await offered(manager, 'MANAG'), [manager.account.name]);
  assert.deepEqual(await offered(manager, 'nobody_%'), []);

  const problem = refused(await say(seller, customer, '@other', [other]), 400, 'invalid');
  assert.deepEqual(
    problem.errors.map((one: Json) => [one.field, one.key, one.clause]),
    [['mentions', 'problem.comment.cannot_read', '9.2.3']],
  );
  refused(await seller.post(`customers/${customer.id}/comments`, { text: 'x', mentions: ['1'] }), 400, 'invalid');
  assert.deepEqual(await said(seller, customer), []);
});

test('who is mentioned hears of it at once, finds it unread, and has read it by looking', async (t) => {
  const customer = await seller.make('customers', { name: unique('Mentioned') });
  const listener = await Listener.of(manager);
  t.after(() => listener.close());
  expect(await say(seller, customer, `@${manager.account.name} please look`, [manager, manager]), 201);
  const heard = await listener.change('customers', customer.id);
  assert.equal(heard.action, 'comment');
  assert.doesNotMatch(listener.text, /please look/);
  const mentions = await manager.take('mentions');
  assert.equal(mentions.unread, 1);
  const [first] = mentions.items;
  assert.deepEqual(
    [first.record, first.id, first.title, first.author, first.read],
    ['customers', customer.id, customer.name, seller.account.name, false],
  );
  assert.equal((await observer.take('mentions')).unread, 0);
  expect(await manager.post('mentions/read', { id: customer.id }), 204);
  const read = await manager.take('mentions');
  assert.deepEqual([read.unread, read.items[0].read], [0, true]);
  await say(seller, customer, 'once more', [manager]);
  assert.equal((await manager.take('mentions')).unread, 1);
  expect(await manager.post('mentions/read', {}), 204);
  assert.equal((await manager.take('mentions')).unread, 0);
});

test('clause 9.2.3: a mention on a record that is out of sight by now is not told', async () => {
  const customer = await seller.make('customers', { name: unique() });
  await say(manager, customer, 'for you', [seller]);
  assert.equal((await seller.take('mentions')).unread, 1);
  const current = await manager.take(`customers/${customer.id}`);
  await manager.change('customers', current, { owner: other.account.id });
  const mentions = await seller.take('mentions');
  assert.equal(mentions.unread, 0);
  assert.ok(!mentions.items.some((one: Json) => one.id === customer.id));
  assert.ok((await other.take(`customers/${customer.id}/readers`)).items.every((one: Json) => one.id !== seller.account.id));
});

test('an author mends and takes back what they said; nobody else does, and the log keeps it', async () => {
  const customer = await seller.make('customers', { name: unique() });
  const comment = expect(await say(seller, customer, 'frist', [manager]), 201);
  refused(await manager.patch(`comments/${comment.id}`, undefined, { text: 'mine' }), 403, 'forbidden', 'problem.comment.not_yours');
  refused(await manager.send('DELETE', `/api/v1/comments/${comment.id}`), 403, 'forbidden', 'problem.comment.not_yours');
  const mended = expect(await seller.patch(`comments/${comment.id}`, undefined, { text: 'first' }), 200);
  assert.equal(mended.text, 'first');
  assert.ok(mended.edited_at);
  assert.deepEqual(mended.mentions, comment.mentions);
  expect(await seller.send('DELETE', `/api/v1/comments/${comment.id}`), 204);
  const [kept] = await said(manager, customer);
  assert.deepEqual([kept.removed, kept.text, kept.mentions, kept.can.change], [true, '', [], false]);
  assert.ok(!(await manager.take('mentions')).items.some((one: Json) => one.id === customer.id));
  refused(await seller.patch(`comments/${comment.id}`, undefined, { text: 'again' }), 404, 'not_found');
  assert.equal(house.command('verify').status, 0);
});

test('the same key says it once; what is not a comment is refused', async () => {
  const customer = await seller.make('customers', { name: unique() });
  const send = (body: unknown) => seller.post(`customers/${customer.id}/comments`, body, { 'Idempotency-Key': 'once' });
  const first = expect(await send({ text: 'once' }), 201);
  assert.equal(expect(await send({ text: 'once' }), 201).id, first.id);
  assert.equal((await said(seller, customer)).length, 1);
  const path = `customers/${customer.id}/comments`;
  for (const body of [{}, { text: ' \n ' }, { text: 7 }, { text: 'x'.repeat(4001) }, { text: 'x', mentions: 'all' }, { text: 'x', to: [] }])
    refused(await seller.post(path, body), 400, 'invalid');
  refused(await seller.post(path, { text: 'x', mentions: Array(21).fill(manager.account.id) }), 400, 'invalid');
  refused(await seller.post(path, '{"text":'), 400, 'invalid');
  refused(await seller.get(`${path}?cursor=x`), 400, 'invalid');
});

test('a long conversation is read page by page, and the history beside it loses nothing', async () => {
  const customer = await seller.make('customers', { name: unique() });
  for (let n = 0; n < 120; n++) expect(await say(seller, customer, `no. ${n}`), 201);
  const pages = async (path: string) => {
    const items: Json[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: Json = await seller.take(`customers/${customer.id}/${path}${cursor ? `?cursor=${cursor}` : ''}`);
      items.push(...page.items);
      cursor = page.next;
    }
    return items;
  };
  assert.deepEqual(
    (await pages('comments')).map((one) => one.text),
    Array.from({ length: 120 }, (_, n) => `no. ${119 - n}`),
  );
  const history = await pages('history');
  assert.equal(history.length, 121);
  assert.equal(new Set(history.map((one) => one.seq)).size, 121);
});
