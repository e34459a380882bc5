// One record's life: made, read, changed, put away, brought back, and its history; the same key twice; what is refused on the way.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Client, expect, House, type Json, refused, unique } from './harness.ts';
import { record_of, sample, schema_of } from './sample.ts';

const house = new House();
let root: Client;
let schema: Json;
before(async () => {
  root = (await house.open()).administrator;
  schema = await schema_of(root);
});
after(() => house.stop());

test('clause 3.4.1: a customer is made, and reads back as it was given', async () => {
  const region = await root.make('regions', { name: '浙江' });
  const given = { name: '東華貿易有限公司', credit_code: '91350100M000100Y43', region: region.id };
  const answer = await root.post('customers', given);
  const made = expect(answer, 201);
  assert.equal(answer.headers.location, `/api/v1/customers/${made.id}`);
  assert.equal(answer.headers.etag, '"1"');
  assert.match(made.id, /^[1-9]\d{15,18}$/);
  assert.equal(made.version, 1);
  assert.equal(made.name, given.name);
  assert.equal(made.credit_code, given.credit_code);
  assert.deepEqual(made.region, { id: region.id, title: '浙江' });
  assert.equal(made.archived, false);
  assert.match(made.created_at, /^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
  assert.equal(made.created_by.id, root.account.id);
  const read = await root.get(`customers/${made.id}`);
  assert.equal(read.headers.etag, '"1"');
  assert.deepEqual(read.json, made);
  assert.equal((await root.list('customers', { filter: `name = ${given.name}` })).items[0].id, made.id);
});

test('every record of the schema can be made with its required fields, read, changed and put away', async () => {
  for (const record of schema.records) {
    if (record.parent || !record.can.create || record.name === 'accounts') continue;
    const body = await sample(root, schema, record.name);
    const made = await root.make(record.name, body);
    for (const field of record.fields) assert.ok(field.name in made, `${record.name} has no ${field.name}`);
    assert.deepEqual((await root.take(`${record.name}/${made.id}`)).id, made.id);
    const text = record.fields.find((one: Json) => one.kind === 'text' && !one.readonly && !one.fixed && one.required);
    if (text) {
      const changed = await root.change(record.name, made, { [text.name]: unique('Changed') });
      assert.equal(changed.version, 2, record.name);
    }
    if (made.can?.archive) {
      const now = await root.take(`${record.name}/${made.id}`);
      assert.equal(expect(await root.move(now, record.name, 'archive'), 200).archived, true, record.name);
    }
  }
});

test('clause 3.4.1: a wrong checksum in the credit code and a number that is none are refused', async () => {
  const problem = refused(await root.post('customers', { name: unique(), credit_code: '91350100M000100Y44' }), 400, 'invalid');
  assert.equal(problem.errors[0].field, 'credit_code');
  assert.equal(problem.errors[0].clause || problem.clause, '3.4.1');
});

test('all that is wrong is said at once, and nothing is kept', async () => {
  const before = await root.totals('customers');
  const problem = refused(
    await root.post('customers', { name: 7, unknown_member: 1, region: 'not an id', credit_code: 5 }),
    400,
    'invalid',
  );
  const fields = problem.errors.map((one: Json) => one.field).sort();
  assert.deepEqual(fields, ['credit_code', 'name', 'region', 'unknown_member']);
  assert.deepEqual(await root.totals('customers'), before);
});

test('a member of another kind is refused, whatever the field', async () => {
  const wrong: Record<string, unknown[]> = {
    text: [1, true, [], {}],
    long_text: [1, {}],
    integer: ['1', 1.5, 1e30, true],
    decimal: [1.5, 'abc', '1,5', '1.23456789012', true],
    money: [1, '1.234', 'abc', '99999999999999999999', '１２', 'NaN', '1e400'],
    day: ['2026-02-30', '31.01.2026', 20260131, '2026-1-1', '0000-00-00'],
    instant: ['yesterday', 5],
    flag: ['true', 1],
    choice: ['no_such_choice', 0],
    choices: ['draft', ['no_such_choice'], [1]],
    link: [7, 'abc', '1', '-1', '9223372036854775808', { id: '1' }, '1 OR 1=1'],
  };
  for (const record of schema.records) {
    if (record.parent || !record.can.create || record.name === 'accounts') continue;
    const body = await sample(root, schema, record.name);
    const count = (await root.totals(record.name)).count;
    for (const field of record.fields) {
      if (field.readonly) continue;
      for (const value of wrong[field.kind] ?? []) {
        const answer = await root.post(record.name, { ...body, [field.name]: value });
        const problem = refused(answer, 400, 'invalid');
        assert.ok(
          problem.errors.some((one: Json) => one.field === field.name),
          `${record.name}.${field.name} = ${JSON.stringify(value)}: ${answer.text}`,
        );
      }
    }
    assert.equal((await root.totals(record.name)).count, count, record.name);
  }
});

test('what the server keeps for itself cannot be sent', async () => {
  const customer = await root.make('customers', { name: unique() });
  for (const member of ['id', 'version', 'created_at', 'created_by', 'updated_at', 'archived', 'can']) {
    const value = member === 'version' ? 7 : member === 'archived' ? true : '7012345678901234567';
    refused(await root.post('customers', { name: unique(), [member]: value }), 400, 'invalid');
    refused(await root.patch(`customers/${customer.id}`, 1, { [member]: value }), 400, 'invalid');
  }
  assert.deepEqual(await root.take(`customers/${customer.id}`), { ...customer, ...(await root.take(`customers/${customer.id}`)) });
  assert.equal((await root.take(`customers/${customer.id}`)).version, 1);
});

test('bodies that are no JSON object are refused where they break', async () => {
  for (const body of [
    '',
    '{',
    '{"name":"x"',
    '[]',
    '"x"',
    'null',
    '{"name":"x"} trailing',
    "{'name':'x'}",
    '{"name":"\u0001"}',
    '{"name":NaN}',
  ])
    refused(await root.post('customers', body), 400, 'invalid');
  refused(
    await root.post('customers', Buffer.from([0x7b, 0x22, 0x6e, 0x61, 0x6d, 0x65, 0x22, 0x3a, 0x22, 0xff, 0xfe, 0x22, 0x7d])),
    400,
    'invalid',
  );
  refused(await root.post('customers', '{"name":"\\ud800"}'), 400, 'invalid');
  refused(await root.post('customers', 'name=x', { 'Content-Type': 'application/x-www-form-urlencoded' }), 415, 'unsupported');
});

test('a change needs the version it is based on: 428 without, 412 when stale, and the stale one changes nothing', async () => {
  const made = await root.make('customers', { name: unique('First') });
  refused(await root.patch(`customers/${made.id}`, undefined, { name: 'x' }), 428, 'precondition_required');
  for (const broken of ['x', '"x"', '1', '*', 'W/"1"', '"1", "2"'])
    assert.ok(
      [400, 412, 428].includes((await root.patch(`customers/${made.id}`, undefined, { name: 'x' }, { 'If-Match': broken })).status),
      broken,
    );
  const second = await root.change('customers', made, { name: unique('Second') });
  assert.equal(second.version, 2);
  const stale = refused(await root.patch(`customers/${made.id}`, 1, { name: 'Third' }), 412, 'stale');
  assert.equal(stale.current_version, 2);
  assert.equal((await root.take(`customers/${made.id}`)).name, second.name);
  refused(await root.post(`customers/${made.id}/archive`), 428, 'precondition_required');
  refused(await root.post(`customers/${made.id}/archive`, undefined, { 'If-Match': '"1"' }), 412, 'stale');
});

test('of many who change the same version at once, exactly one wins', async () => {
  const made = await root.make('customers', { name: unique('Contested') });
  const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => root.patch(`customers/${made.id}`, 1, { name: `Winner ${i}` })));
  assert.equal(answers.filter((one) => one.status === 200).length, 1);
  assert.equal(answers.filter((one) => one.status === 412).length, 19);
  const now = await root.take(`customers/${made.id}`);
  assert.equal(now.version, 2);
  assert.equal(now.name, answers.find((one) => one.status === 200)?.json.name);
});

test('a change that changes nothing makes no new version', async () => {
  const made = await root.make('customers', { name: unique('Same') });
  const same = await root.change('customers', made, { name: made.name });
  assert.equal(same.version, 1);
  assert.equal((await root.take(`customers/${made.id}/history`)).items.length, 1);
});

test('an idempotency key replays the first answer, and refuses another body', async () => {
  const key = { 'Idempotency-Key': unique('key') };
  const body = { name: unique('Once') };
  const first = await root.post('customers', body, key);
  expect(first, 201);
  const second = await root.post('customers', body, key);
  assert.equal(second.status, 201);
  assert.equal(second.text, first.text);
  assert.equal(second.headers['idempotency-replayed'], 'true');
  assert.equal(second.headers.location, first.headers.location);
  const other = await root.post('customers', { name: unique('Other') }, key);
  assert.equal(other.status, 422, other.text);
  assert.equal(other.json.code, 'invalid');
  assert.equal((await root.list('customers', { filter: `name = ${JSON.stringify(body.name)}` })).items.length, 1);
  const stranger = await house.as('manager');
  expect(await stranger.post('customers', { name: unique('Mine') }, key), 201);
  const long = await root.post('customers', { name: unique() }, { 'Idempotency-Key': 'k'.repeat(201) });
  refused(long, 400, 'invalid');
});

test('the same key sent many times at once makes one record', async () => {
  const key = { 'Idempotency-Key': unique('race') };
  const body = { name: unique('Raced') };
  const answers = await Promise.all(Array.from({ length: 16 }, () => root.post('customers', body, key)));
  const made = answers.filter((one) => one.status === 201);
  assert.ok(made.length > 0);
  assert.equal(new Set(made.map((one) => one.json.id)).size, 1);
  for (const one of answers) assert.ok([201, 409].includes(one.status), one.text);
  assert.equal((await root.list('customers', { filter: `name = ${JSON.stringify(body.name)}` })).items.length, 1);
});

test('an idempotency key makes a move once', async () => {
  const made = await root.make('customers', { name: unique('Archived once') });
  const headers = { 'Idempotency-Key': unique('move'), 'If-Match': '"1"' };
  const first = expect(await root.post(`customers/${made.id}/archive`, undefined, headers), 200);
  const second = await root.post(`customers/${made.id}/archive`, undefined, headers);
  assert.deepEqual(expect(second, 200), first);
});

test('put away and brought back: out of the list, still there, the same record', async () => {
  const made = await root.make('customers', { name: unique('Seldom') });
  const filter = `name = ${made.name}`;
  const away = expect(await root.move(made, 'customers', 'archive'), 200);
  assert.equal(away.archived, true);
  assert.equal((await root.list('customers', { filter })).items.length, 0);
  assert.equal((await root.totals('customers', { filter })).count, 0);
  assert.equal((await root.list('customers', { filter, archived: 'true' })).items.length, 1);
  assert.equal((await root.totals('customers', { filter, archived: 'true' })).count, 1);
  const one = await root.take(`customers/${made.id}`);
  assert.equal(one.archived, true);
  assert.equal(one.can.restore, true);
  assert.equal(one.can.update, false);
  assert.equal((await root.patch(`customers/${made.id}`, away.version, { name: 'x' })).status, 409);
  assert.equal((await root.move(away, 'customers', 'archive')).status, 409);
  const back = expect(await root.move(away, 'customers', 'restore'), 200);
  assert.equal(back.archived, false);
  assert.equal(back.name, made.name);
  assert.equal((await root.list('customers', { filter })).items.length, 1);
});

test('the history shows each change field by field, newest first, with who and when', async () => {
  const manager = await house.as('manager');
  const made = await root.make('customers', { name: unique('Chronicle') });
  const region = await root.make('regions', { name: unique('Region') });
  const second = await manager.change('customers', made, { name: unique('Chronicle II'), region: region.id });
  const away = expect(await root.move(second, 'customers', 'archive'), 200);
  expect(await root.move(away, 'customers', 'restore'), 200);
  const { items, next } = await root.take(`customers/${made.id}/history`);
  assert.equal(next, null);
  assert.deepEqual(
    items.map((one: Json) => one.version),
    [4, 3, 2, 1],
  );
  for (let i = 1; i < items.length; i++) assert.ok(Number(items[i - 1].seq) > Number(items[i].seq));
  const change = items[2];
  assert.equal(change.actor.id, manager.account.id);
  assert.match(change.at, /^20\d\d-.*Z$/);
  assert.ok(change.label && change.action);
  const by_field = new Map<string, Json>(change.changes.map((one: Json) => [one.field, one]));
  assert.deepEqual([...by_field.keys()].sort(), ['name', 'region']);
  assert.equal(by_field.get('name').from, made.name);
  assert.equal(by_field.get('name').to, second.name);
  assert.equal(by_field.get('region').from, null);
  assert.equal(by_field.get('region').to.title ?? by_field.get('region').to, region.name);
  assert.ok(by_field.get('name').label);
});

test('choices for a picker: by words, by ids, never more than asked', async () => {
  const word = unique('Pick');
  const made = [];
  for (let i = 0; i < 5; i++) made.push(await root.make('customers', { name: `${word} ${i}` }));
  const found = await root.take(`customers/choices?${new URLSearchParams({ q: word, limit: '3' })}`);
  assert.equal(found.items.length, 3);
  assert.deepEqual(Object.keys(found.items[0]).sort(), ['id', 'title']);
  const named = await root.take(`customers/choices?ids=${made[4].id},${made[1].id}`);
  assert.deepEqual(new Set(named.items.map((one: Json) => one.title)), new Set([made[4].name, made[1].name]));
});

test('a link leads to a record that exists, is in reach and is of the right kind', async () => {
  const product_category = await root.make('categories', { name: unique('Category') });
  for (const id of ['1', '7012345678901234567', product_category.id]) {
    const problem = refused(await root.post('customers', { name: unique(), region: id }), 400, 'invalid');
    assert.equal(problem.errors[0].field, 'region');
  }
});

test('a tree has no circles', async () => {
  const top = await root.make('regions', { name: unique('Top') });
  const low = await root.make('regions', { name: unique('Low'), parent: top.id });
  for (const parent of [top.id, low.id]) {
    const answer = await root.patch(`regions/${top.id}`, top.version, { parent });
    assert.ok([400, 409].includes(answer.status), answer.text);
  }
  assert.equal((await root.take(`regions/${top.id}`)).parent, null);
});

test('what must be unique is refused by name, and a race for it has one winner', async () => {
  const unique_field = record_of(schema, 'customers').fields.find((one: Json) => one.unique && !one.readonly && one.kind === 'text');
  assert.ok(unique_field, 'customers has a unique text');
  const code = unique_field.name === 'credit_code' ? '91350100M000100Y43' : unique('U');
  const answers = await Promise.all(Array.from({ length: 8 }, () => root.post('customers', { name: unique(), [unique_field.name]: code })));
  const winners = answers.filter((one) => one.status === 201);
  assert.ok(winners.length <= 1);
  for (const one of answers) {
    if (one.status === 201) continue;
    assert.ok([400, 409].includes(one.status), one.text);
    assert.equal(one.json.errors[0].field, unique_field.name, one.text);
  }
});
