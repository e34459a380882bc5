// Pages by key: nothing twice, nothing lost, also while others write.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Client, expect, House, type Json, refused } from './harness.ts';

const house = new House();
const count = 1000;
let root: Client;
before(async () => {
  root = (await house.open()).administrator;
  for (let done = 0; done < count; done += 50)
    await Promise.all(
      Array.from({ length: 50 }, async (_, i) => {
        const n = done + i;
        // many share a name, so that ties matter
        expect(await root.post('customers', { name: `Customer ${String(n % 10)}` }), 201);
      }),
    );
});
after(() => house.stop());

async function ids_of(query: Record<string, string>): Promise<string[]> {
  return (await root.every('customers', query)).map((one: Json) => one.id);
}

test('a thousand records through pages of every size, each once', async () => {
  const whole = await ids_of({ sort: 'name' });
  assert.equal(whole.length, count);
  assert.equal(new Set(whole).size, count);
  for (const limit of ['1', '7', '50', '199']) if (limit !== '1') assert.deepEqual(await ids_of({ sort: 'name', limit }), whole, limit);
  assert.deepEqual(await ids_of({ sort: '-name', limit: '33' }), [...whole].reverse());
  const filtered = await ids_of({ sort: 'name', filter: 'name = "Customer 3"', limit: '9' });
  assert.equal(filtered.length, count / 10);
  assert.equal((await root.totals('customers', { filter: 'name = "Customer 3"' })).count, count / 10);
});

test('pages while others insert: what was there before is seen exactly once', async () => {
  const before = new Set(await ids_of({ sort: 'name' }));
  let writing = true;
  const writer = (async () => {
    for (let n = 0; writing; n++) expect(await root.post('customers', { name: `Customer ${n % 10}` }), 201);
  })();
  const seen: string[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: Json = await root.list('customers', { sort: 'name', limit: '20', ...(cursor ? { cursor } : {}) });
    seen.push(...page.items.map((one: Json) => one.id));
    cursor = page.next;
    if (seen.length > 20_000) break;
  }
  writing = false;
  await writer;
  assert.equal(new Set(seen).size, seen.length, 'nothing twice');
  const found = new Set(seen);
  assert.equal([...before].filter((id) => !found.has(id)).length, 0, 'nothing lost');
});

test('a cursor holds for its own filter, sort and reader only, and cannot be made up', async () => {
  const page = await root.list('customers', { sort: 'name', limit: '5' });
  assert.ok(page.next);
  const query = (more: Record<string, string>) => `customers?${new URLSearchParams({ limit: '5', cursor: page.next, ...more })}`;
  expect(await root.get(query({ sort: 'name' })), 200);
  refused(await root.get(query({ sort: '-name' })), 400, 'invalid');
  refused(await root.get(query({ sort: 'name', filter: 'name = x' })), 400, 'invalid');
  refused(await root.get(query({ sort: 'name', cursor: `${page.next}x` })), 400, 'invalid');
  refused(await root.get(query({ sort: 'name', cursor: 'AAAA' })), 400, 'invalid');
  refused(await root.get(query({ sort: 'name', cursor: 'x'.repeat(5000) })), 400, 'invalid');
});

test('the last page says so, also when it is full', async () => {
  const filter = 'name = "Customer 4"';
  const total = (await root.totals('customers', { filter })).count;
  const exact = await root.list('customers', { filter, limit: String(Math.min(total, 200)) });
  assert.equal(exact.items.length, Math.min(total, 200));
  if (total <= 200) assert.equal(exact.next, null);
  assert.deepEqual(await root.list('customers', { filter: 'name = "nobody"' }), { items: [], next: null });
});
