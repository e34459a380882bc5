// Who may do what, generated: every role of regulation/roles.json × every record of the schema × every action × own and another's, through
// every way there is to a record. A refusal changes nothing in the database.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type Client, root as checkout, expect, House, type Json, refused } from './harness.ts';
import { record_of, sample, schema_of } from './sample.ts';

const { roles } = JSON.parse(readFileSync(join(checkout, 'regulation/roles.json'), 'utf8'));
const house = new House();
let root: Client;
let schema: Json;
let stranger: Client;
// By record: one that belongs to the stranger (or to nobody), and by role one that belongs to that role's person.
const anothers = new Map<string, Json>();
const owns = new Map<string, Json>();

const owner_of = (record: Json) => record.fields.find((field: Json) => field.name === 'owner' && field.target === 'accounts');
const changeable = (record: Json) =>
  record.fields.find((one: Json) => ['text', 'long_text'].includes(one.kind) && !one.readonly && !one.fixed && !one.unique);
const plain = (record: Json) => !record.parent && record.name !== 'accounts';
const refuses = (status: number) => status === 403 || status === 404;

async function make(name: string, owner: string): Promise<Json> {
  const record = record_of(schema, name);
  // What nobody makes by hand (an amendment) comes to be by a move of what it belongs to.
  if (!record.can.create) {
    const order = await root.make('orders', await sample(root, schema, 'orders', owner));
    expect(
      await root.move(expect(await root.move(order, 'orders', 'confirm'), 200), 'orders', 'cancel', { reason: 'x', customer_told: 'yes' }),
      200,
    );
    return (await root.list(name, { filter: `order = ${order.id}` })).items[0];
  }
  return root.make(name, await sample(root, schema, name, owner));
}

before(async () => {
  root = (await house.open()).administrator;
  schema = await schema_of(root);
  stranger = await house.as('manager', 'stranger');
  for (const record of schema.records.filter(plain)) anothers.set(record.name, await make(record.name, stranger.account.id));
  anothers.set('accounts', await root.take(`accounts/${stranger.account.id}`));
  for (const role of Object.keys(roles)) {
    const client = role === 'administrator' ? root : await house.as(role);
    for (const record of schema.records.filter(plain))
      if (owner_of(record) || record.belongs_to) owns.set(`${role} ${record.name}`, await make(record.name, client.account.id));
  }
});
after(() => house.stop());

const scope = (role: string, record: string, action: string): string => roles[role].records[record]?.[action] ?? 'none';
const reaches = (role: string, record: string, action: string, own: boolean) =>
  scope(role, record, action) === 'all' || (own && scope(role, record, action) === 'own');

for (const role of Object.keys(roles)) {
  test(`clause 9.2.2: ${role}: the schema tells of what may be read, and no more`, async () => {
    const seen = await (await client_of(role)).take('schema');
    const names = seen.records
      .filter((record: Json) => !record.parent)
      .map((record: Json) => record.name)
      .sort();
    const expected = schema.records
      .filter((record: Json) => !record.parent && scope(role, record.name, 'read') !== 'none')
      .map((record: Json) => record.name)
      .sort();
    assert.deepEqual(names, expected);
    for (const record of seen.records) {
      if (record.parent) continue;
      for (const action of ['create', 'update', 'archive', 'import'])
        assert.equal(Boolean(record.can[action]), scope(role, record.name, action) !== 'none', `${record.name}.can.${action}`);
    }
  });

  test(`clause 9.2.2: ${role}: reading by id, list, filter, sort, count and history, own and another's`, async () => {
    const client = await client_of(role);
    for (const record of schema.records) {
      for (const own of [true, false]) {
        if (record.parent) continue;
        const id = (own ? owns.get(`${role} ${record.name}`) : anothers.get(record.name))?.id;
        if (!id) continue;
        const target = await root.take(`${record.name}/${id}`); // as the tests before have left it
        await reading(
          client,
          record,
          target,
          reaches(role, record.name, 'read', own),
          scope(role, record.name, 'read') !== 'none',
          `${role} ${own ? 'own' : "another's"}`,
        );
        for (const lines of record.lines) {
          const line = target[lines.name]?.[0];
          if (line)
            await reading(
              client,
              record_of(schema, lines.record),
              { ...line, parent: target },
              reaches(role, record.name, 'read', own),
              scope(role, record.name, 'read') !== 'none',
              `${role} line of ${own ? 'own' : "another's"}`,
            );
        }
      }
    }
  });

  test(`clause 9.2.2: ${role}: what is refused changes nothing`, async () => {
    const client = await client_of(role);
    const bodies = new Map<string, Json>();
    for (const { name, parent } of schema.records) if (!parent) bodies.set(name, await sample(root, schema, name));
    const before = await house.digest();
    let refusals = 0;
    for (const record of schema.records) {
      if (record.parent) continue;
      const { name } = record;
      if (scope(role, name, 'create') === 'none') {
        const answer = await client.post(name, bodies.get(name));
        assert.ok(refuses(answer.status), `${role} create ${name}: ${answer.status} ${answer.text}`);
        refusals++;
      }
      if (scope(role, name, 'import') === 'none') {
        const answer = await client.post(`imports?record=${name}&name=a.csv`, Buffer.from('name\nx\n'), {
          'Content-Type': 'application/octet-stream',
        });
        assert.ok(refuses(answer.status) || answer.status === 400, `${role} import ${name}: ${answer.status} ${answer.text}`);
        refusals++;
      }
      for (const own of [true, false]) {
        const target = own ? owns.get(`${role} ${name}`) : anothers.get(name);
        if (!target) continue;
        const readable = reaches(role, name, 'read', own);
        const writable = changeable(record);
        const attempts: [string, string, () => Promise<Json>][] = [
          ['update', 'PATCH', () => client.patch(`${name}/${target.id}`, target.version, { [writable.name]: 'taken over' })],
          ['archive', 'archive', () => client.move(target, name, 'archive')],
          ['archive', 'restore', () => client.move(target, name, 'restore')],
          ...record.moves
            .filter((move: Json) => move.name !== 'archive')
            .map((move: Json) => ['move', move.name, () => client.move(target, name, move.name)]),
        ];
        if (name === 'accounts')
          attempts.push(['update', 'password', () => client.post(`accounts/${target.id}/password`, { password: 'Never-this-password-1' })]);
        for (const [action, what, attempt] of attempts) {
          if (reaches(role, name, action, own)) continue;
          const answer = await attempt();
          // nobody else may set a password, so there is nothing to hide about whose it is
          if (what === 'password') refused(answer, 403, 'forbidden');
          else refused(answer, readable ? 403 : 404, readable ? 'forbidden' : 'not_found');
          refusals++;
        }
      }
    }
    assert.equal(await house.digest(), before, `${role}: ${refusals} refusals`);
  });

  test(`clause 9.2.2: ${role}: what is allowed, on own and on another's`, async () => {
    const client = await client_of(role);
    for (const record of schema.records.filter(plain)) {
      const { name } = record;
      if (scope(role, name, 'create') !== 'none') {
        const body = await sample(root, schema, name, client.account.id);
        // what a person may only see if it is his own must be his own to be linked to
        for (const field of record.fields)
          if (
            field.kind === 'link' &&
            field.target !== 'accounts' &&
            !record.belongs_to &&
            body[field.name] &&
            owns.has(`${role} ${field.target}`)
          )
            body[field.name] = owns.get(`${role} ${field.target}`).id;
        const answer = await client.post(name, body);
        assert.equal(answer.status, 201, `${role} create ${name}: ${answer.text}`);
        if (owner_of(record)) assert.equal(answer.json.owner.id, client.account.id, 'who makes it owns it');
        if (scope(role, name, 'create') === 'own') {
          const for_another = await client.post(name, { ...body, owner: stranger.account.id });
          assert.ok([400, 403].includes(for_another.status), `${role} makes ${name} for another: ${for_another.text}`);
        }
      }
      for (const own of [true, false]) {
        if (!reaches(role, name, 'update', own)) continue;
        const id = (own ? owns.get(`${role} ${name}`) : anothers.get(name))?.id;
        const text = changeable(record);
        if (!id) continue;
        const now = await client.take(`${name}/${id}`);
        const words = `${own ? 'own' : "another's"}, changed by ${role}`;
        const changed = await client.change(name, now, { [text.name]: words });
        assert.equal(changed[text.name], words);
        if (scope(role, name, 'update') === 'own' && owner_of(record)) {
          const given_away = await client.patch(`${name}/${id}`, changed.version, { owner: stranger.account.id });
          assert.ok([400, 403].includes(given_away.status), `${role} gives ${name} away: ${given_away.text}`);
        }
      }
    }
  });

  test(`clause 9.2.3: ${role}: a field above the clearance is not there at all`, async () => {
    const client = await client_of(role);
    const seen = await client.take('schema');
    for (const record of seen.records) {
      const whole = record_of(schema, record.name);
      const known = new Set(record.fields.map((field: Json) => field.name));
      for (const field of whole.fields.filter((one: Json) => !known.has(one.name))) {
        for (const query of [
          { filter: `${field.name} is empty` },
          { filter: `${field.name} = 1` },
          { sort: field.name },
          { sort: `-${field.name}` },
        ] as Record<string, string>[])
          for (const path of ['', '/totals']) {
            if (path && 'sort' in query) continue;
            const answer = await client.get(`${record.name}${path}?${new URLSearchParams(query)}`);
            const problem = refused(answer, 400, 'invalid');
            const unknown = await client.get(
              `${record.name}${path}?${new URLSearchParams(JSON.parse(JSON.stringify(query).replaceAll(field.name, 'no_such_field')))}`,
            );
            assert.equal(problem.key, unknown.json.key, 'a hidden field looks like one that does not exist');
          }
        for (const one of (await client.list(record.name)).items) assert.ok(!(field.name in one), `${record.name}.${field.name}`);
        const totals = await client.totals(record.name);
        assert.ok(!(field.name in totals.sums), `the sum of ${record.name}.${field.name}`);
        for (const other of seen.records)
          for (const link of other.fields.filter((one: Json) => one.target === record.name)) {
            const answer = await client.get(`${other.name}?${new URLSearchParams({ filter: `${link.name}.${field.name} is empty` })}`);
            refused(answer, 400, 'invalid');
          }
      }
    }
  });
}

async function client_of(role: string): Promise<Client> {
  return role === 'administrator' ? root : house.as(role);
}

// A filter that finds this record and no other: by its own words, or for a line by those of what it belongs to.
function filter_for(record: Json, target: Json): string {
  const field = record.fields.find((one: Json) => one.kind === 'text' && one.filterable && target[one.name]);
  if (field) return `${field.name} = "${target[field.name]}"`;
  assert.ok(record.parent, record.name);
  const parent = record.fields.find((one: Json) => one.name === record.parent);
  return `${record.parent}.${filter_for(record_of(schema, parent.target), target.parent)}`;
}

// `reach`: this one may be read. `known`: records of its kind may be read at all.
async function reading(client: Client, record: Json, target: Json, reach: boolean, known: boolean, who: string) {
  const { name } = record;
  const filter = filter_for(record, target);
  const place = `${who} ${name}`;
  const one = await client.get(`${name}/${target.id}`);
  const history = await client.get(`${name}/${target.id}/history`);
  if (!record.parent) {
    assert.equal(one.status, reach ? 200 : 404, `${place}: ${one.text}`);
    assert.equal(history.status, reach ? 200 : 404, `${place} history: ${history.text}`);
    const choices = await client.get(`${name}/choices?ids=${target.id}`);
    if (known) assert.equal(choices.json?.items?.length, reach ? 1 : 0, `${place} choices: ${choices.text}`);
    else assert.ok(refuses(choices.status) || choices.json.items.length === 0, `${place} choices: ${choices.text}`);
  } else if (!reach) assert.ok(refuses(one.status), `${place}: ${one.text}`);
  const queries: Record<string, string>[] = [
    {},
    { filter },
    { filter: `not (${filter})` },
    ...record.fields.filter((field: Json) => field.sortable).flatMap((field: Json) => [{ sort: field.name }, { sort: `-${field.name}` }]),
  ];
  for (const query of queries) {
    if (!known) {
      for (const path of [name, `${name}/totals`]) {
        const answer = await client.get(`${path}?${new URLSearchParams(query)}`);
        assert.ok(refuses(answer.status), `${place} ${path} ${JSON.stringify(query)}: ${answer.status}`);
      }
      continue;
    }
    if (
      query.sort &&
      !(await client.take('schema')).records
        .find((seen: Json) => seen.name === name)
        .fields.some((field: Json) => field.name === query.sort?.replace('-', ''))
    )
      continue;
    const expected = reach && !query.filter?.startsWith('not');
    const found = (await client.every(name, query)).some((item) => item.id === target.id);
    assert.equal(found, expected, `${place} list ${JSON.stringify(query)}`);
  }
  if (!known) return;
  assert.equal((await client.totals(name, { filter })).count, reach ? 1 : 0, `${place} count`);
  const whole = (await client.totals(name)).count;
  assert.equal((await client.every(name)).length, whole, `${place}: the list and the count agree`);
  // nor can one ask through a link
  for (const other of schema.records)
    for (const link of record.parent ? [] : other.fields.filter((field: Json) => field.target === name && field.filterable)) {
      const answer = await client.get(`${other.name}/totals?${new URLSearchParams({ filter: `${link.name}.${filter}` })}`);
      if (!reach && answer.status === 200) assert.equal(answer.json.count, 0, `${place} through ${other.name}.${link.name}`);
    }
}
