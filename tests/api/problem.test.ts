// Problem bodies (RFC 9457) in the reader's language, the pages that need nobody signed in, and the machine-readable description.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Client, expect, House, type Json, refused } from './harness.ts';

const house = new House();
let root: Client;
before(async () => {
  root = (await house.open()).administrator;
});
after(() => house.stop());

test('problems come in the language asked for, with the same code and key', async () => {
  const titles = new Map<string, Json>();
  for (const language of ['zh-Hant', 'zh-Hans', 'en'])
    titles.set(language, refused(await root.post('customers', {}, { 'Accept-Language': language }), 400, 'invalid'));
  const [hant, hans, en] = [...titles.values()];
  assert.match(hant.title, /\p{Script=Han}/u);
  assert.match(hans.title, /\p{Script=Han}/u);
  assert.doesNotMatch(en.title + en.errors[0].message, /\p{Script=Han}/u);
  assert.equal(hant.key, en.key);
  assert.equal(hant.errors[0].key, en.errors[0].key);
  assert.equal(hant.errors[0].field, en.errors[0].field);
  assert.notEqual(hant.errors[0].message, hans.errors[0].message);
});

test('the first language that the server speaks is taken, and zh-Hant when none is', async () => {
  const title = async (accept: string) => (await root.post('customers', {}, { 'Accept-Language': accept })).json.title;
  const [hant, hans, en] = [await title('zh-Hant'), await title('zh-Hans'), await title('en')];
  assert.equal(await title('fr, de;q=0.5'), hant);
  assert.equal(await title('fr, en-GB;q=0.8, zh-Hant;q=0.7'), en);
  assert.equal(await title('zh-CN'), hans);
  assert.equal(await title('zh-TW'), hant);
  assert.equal(await title(''), hant);
  assert.equal(await title(`${'x-'.repeat(2000)}`), hant);
});

test('every problem names its clause where there is one, and the field of a line by its place', async () => {
  const customer = await root.make('customers', { name: 'Clause Trading' });
  const problem = refused(await root.post('orders', { customer: customer.id, lines: [{}] }), 400, 'invalid');
  assert.ok(
    problem.errors.some((one: Json) => /^lines\[0\]\./.test(one.field)),
    JSON.stringify(problem.errors),
  );
  assert.ok(problem.errors.every((one: Json) => one.message && one.key));
  assert.match([problem.clause, ...problem.errors.map((one: Json) => one.clause)].join(' '), /4\.3/);
});

test('what is not there is a problem too, whatever the method', async () => {
  for (const path of [
    '/api/v1/unicorns',
    '/api/v1/customers/1',
    '/api/v1/customers/notanid',
    '/api/v2/customers',
    '/api/v1/customers/1/x/y',
  ])
    refused(await root.send('GET', path), 404, 'not_found');
  const wrong = await root.send('PUT', '/api/v1/customers', {});
  assert.equal(wrong.status, 405, wrong.text);
  assert.equal(wrong.json.status, 405, 'the body says what the status line says');
  assert.match(wrong.headers.allow ?? '', /POST/);
});

test('livez and readyz answer anyone; the API is not cached and not framed', async () => {
  const anyone = house.anyone();
  assert.equal((await anyone.send('GET', '/livez')).status, 200);
  assert.equal((await anyone.send('GET', '/readyz')).status, 200);
  const answer = await root.get('customers');
  assert.match(answer.headers['cache-control'] ?? '', /no-store|private|no-cache/);
  assert.equal(answer.headers['x-content-type-options'], 'nosniff');
});

test('the page itself: a content security policy with a fresh nonce each time', async () => {
  const policies = [];
  for (let i = 0; i < 2; i++) {
    const page = await house.anyone().send('GET', '/', undefined, { Accept: 'text/html' });
    assert.equal(page.status, 200);
    assert.match(page.headers['content-type'] ?? '', /^text\/html/);
    const policy = page.headers['content-security-policy'] ?? '';
    assert.doesNotMatch(String(policy), /unsafe-eval|script-src[^;]*unsafe-inline/);
    policies.push(policy);
  }
  assert.notEqual(policies[0], policies[1]);
  const deep = await house.anyone().send('GET', '/orders/123', undefined, { Accept: 'text/html' });
  assert.equal(deep.status, 200, 'a link into the app opens the app');
});

test('paths cannot leave their folder', async () => {
  for (const path of [
    '/../etc/passwd',
    '/assets/../../etc/passwd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/assets/%2e%2e%2f%2e%2e%2fetc%2fpasswd',
    '//etc/passwd',
    '/..%5c..%5cetc',
  ]) {
    const answer = await house.anyone().send('GET', path);
    assert.doesNotMatch(answer.text, /root:x:/);
    assert.ok([200, 400, 404].includes(answer.status), `${path}: ${answer.status}`);
  }
});

test('the schema comes once: its ETag spares the second answer', async () => {
  const first = await root.get('schema');
  expect(first, 200);
  assert.ok(first.headers.etag);
  const second = await root.get('schema', { 'If-None-Match': first.headers.etag ?? '' });
  assert.equal(second.status, 304, second.text.slice(0, 100));
  const other = await root.get('schema', { 'Accept-Language': 'zh-Hant', 'If-None-Match': first.headers.etag ?? '' });
  assert.equal(other.status, 200, 'another language is another schema');
});

test('openapi.json describes every record of the schema', async () => {
  const api = await root.take('openapi.json');
  assert.match(api.openapi, /^3\.1/);
  const schema = await root.take('schema');
  for (const record of schema.records) {
    if (record.parent) continue;
    const path = Object.keys(api.paths).find((one) => one.endsWith(`/${record.name}`));
    assert.ok(path, `no path for ${record.name}`);
    assert.ok(api.paths[path].get && (!record.can.create || api.paths[path].post), record.name);
  }
  const text = JSON.stringify(api);
  for (const [, target] of text.matchAll(/"\$ref":"#\/([^"]+)"/g)) {
    let at: Json = api;
    for (const part of (target ?? '').split('/')) at = at?.[part];
    assert.ok(at, `a reference to nothing: ${target}`);
  }
});
