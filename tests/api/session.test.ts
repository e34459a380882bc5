// Who is asking: the one-time link, sessions, the defence against other sites, lock-out, one's own settings, tokens.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Client, expect, type Headers, House, password, refused } from './harness.ts';

const house = new House();
let root: Client;
before(async () => {
  root = (await house.open()).administrator;
});
after(() => house.stop());

test('clause 9.2.1: the one-time link makes one administrator and then no more', async () => {
  const anyone = house.anyone();
  assert.deepEqual(await anyone.take('setup'), { setup_needed: false });
  const again = await anyone.post('setup', { token: house.setup_token, login: 'second', name: 'Second', password });
  assert.ok([401, 403, 404, 409].includes(again.status), again.text);
  assert.equal(again.headers['set-cookie'], undefined);
  assert.equal((await root.list('accounts')).items.length, 1);
});

test('clause 9.2.1: the session says who one is, and its cookie is out of reach of scripts and other sites', async () => {
  const client = house.anyone();
  const answer = await client.sign_in('root');
  const session = expect(answer, 201);
  assert.equal(session.setup_needed, false);
  assert.deepEqual(Object.keys(session.account).sort(), ['id', 'locale', 'login', 'name', 'role']);
  assert.equal(session.account.role, 'administrator');
  assert.match(session.account.id, /^\d+$/);
  const cookie = (answer.headers['set-cookie'] ?? []).join('\n');
  assert.match(cookie, /^bylaw_session=[\w-]{43}/);
  assert.match(cookie, /; ?HttpOnly/i);
  assert.match(cookie, /; ?SameSite=Strict/i);
  assert.doesNotMatch(answer.text, /password|hash/i);
  assert.deepEqual(await client.take('session'), session);
  const out = await client.send('DELETE', '/api/v1/session');
  assert.equal(out.status, 204, out.text);
  refused(await client.get('session'), 401, 'unauthenticated');
});

test('clause 9.2.1: without a session there is no way to any record', async () => {
  const anyone = house.anyone();
  for (const path of [
    'session',
    'schema',
    'customers',
    'customers/1',
    'customers/totals',
    'orders/1/history',
    'imports',
    'tokens',
    'accounts',
  ])
    refused(await anyone.get(path), 401, 'unauthenticated');
  for (const path of ['customers', 'customers/1/archive', 'imports?record=orders&name=a.csv', 'tokens']) {
    const answer = await anyone.post(path, {}, { 'X-Bylaw': '1' });
    refused(answer, 401, 'unauthenticated');
  }
  anyone.cookie = `bylaw_session=${'A'.repeat(43)}`;
  refused(await anyone.get('customers'), 401, 'unauthenticated');
  anyone.cookie = '';
  anyone.token = 'not-a-token';
  refused(await anyone.get('customers'), 401, 'unauthenticated');
});

test('clause 9.2.1: a wrong password and an unknown login get the same answer', async () => {
  const wrong = refused(await house.anyone().sign_in('root', 'wrong'), 401, 'unauthenticated');
  const unknown = refused(await house.anyone().sign_in('nobody-here', 'wrong'), 401, 'unauthenticated');
  assert.equal(wrong.key, unknown.key);
  assert.equal(wrong.detail, unknown.detail);
});

test('clause 9.2.1: a request by cookie that another site could have sent is refused', async () => {
  const schema = await root.take('schema');
  assert.ok(schema.records.length > 0);
  for (const headers of [
    { 'X-Bylaw': '' },
    { 'X-Bylaw': '0' },
    { Origin: 'http://127.0.0.1:1' },
    { Origin: 'https://example.org' },
    { Origin: 'null' },
    { 'Sec-Fetch-Site': 'cross-site' },
    { 'Sec-Fetch-Site': 'same-site' },
  ] as Headers[]) {
    refused(await root.post('customers', { name: 'x' }, headers), 403, 'forbidden', 'problem.cross_site');
    refused(await root.send('PATCH', '/api/v1/session', { locale: 'en' }, headers), 403, 'forbidden', 'problem.cross_site');
  }
  const own = await root.send('PATCH', '/api/v1/session', { locale: 'en' }, { Origin: house.url, 'Sec-Fetch-Site': 'same-origin' });
  expect(own, 200);
});

test('clause 9.2.1: too many wrong passwords close the door for a while, for that account only', async () => {
  await house.as('observer', 'locked');
  let answer = await house.anyone().sign_in('locked', 'wrong');
  for (let tries = 1; answer.status === 401 && tries < 50; tries++) answer = await house.anyone().sign_in('locked', 'wrong');
  const problem = refused(answer, 429, 'too_many');
  assert.ok(Number(answer.headers['retry-after']) > 0, 'Retry-After');
  assert.ok(problem.detail);
  refused(await house.anyone().sign_in('locked'), 429, 'too_many');
  expect(await house.anyone().sign_in('root'), 201);
  assert.equal((await (await house.as('observer', 'locked')).get('session')).status, 200, 'who is in stays in');
});

test("one's own language and password", async () => {
  const client = await house.as('salesperson', 'selfish');
  const changed = expect(await client.send('PATCH', '/api/v1/session', { locale: 'zh-Hans' }), 200);
  assert.equal(changed.account.locale, 'zh-Hans');
  assert.equal((await client.take('session')).account.locale, 'zh-Hans');
  refused(await client.send('PATCH', '/api/v1/session', { locale: 'tlh' }), 400, 'invalid');
  const other = house.anyone();
  expect(await other.sign_in('selfish'), 201);
  const next = 'Another-good-password-1';
  const denied = await client.send('PATCH', '/api/v1/session', { current_password: 'wrong', password: next });
  assert.ok([400, 401, 403].includes(denied.status), denied.text);
  const short = await client.send('PATCH', '/api/v1/session', { current_password: password, password: 'short' });
  refused(short, 400, 'invalid');
  expect(await client.send('PATCH', '/api/v1/session', { current_password: password, password: next }), 200);
  refused(await house.anyone().sign_in('selfish', password), 401, 'unauthenticated');
  expect(await house.anyone().sign_in('selfish', next), 201);
  assert.equal((await other.get('session')).status, 401, 'the sessions opened with the old password are over');
});

test('clause 2.1: an account that is switched off is out at once', async () => {
  const client = await house.as('salesperson', 'leaver');
  const token = expect(await client.post('tokens', { name: 'script' }), 201).token;
  const account = await root.take(`accounts/${client.account.id}`);
  await root.change('accounts', account, { active: false });
  refused(await client.get('session'), 401, 'unauthenticated');
  const program = house.anyone();
  program.token = token;
  refused(await program.get('customers'), 401, 'unauthenticated');
  refused(await house.anyone().sign_in('leaver'), 401, 'unauthenticated');
});

test('clause 9.2.2: a token acts for its account and no further, and ends when it is taken back', async () => {
  const client = await house.as('salesperson');
  const made = expect(await client.post('tokens', { name: 'nightly', expires_on: '2099-01-01' }), 201);
  assert.match(made.token, /^\S{40,}$/);
  const program = house.anyone();
  program.token = made.token;
  expect(await program.get('customers'), 200);
  refused(await program.get('accounts'), 404, 'not_found');
  const listed = await client.take('tokens');
  assert.ok(listed.items.some((one: { name: string }) => one.name === 'nightly'));
  assert.doesNotMatch(JSON.stringify(listed), new RegExp(made.token), 'the token is shown once');
  const stranger = await house.as('observer');
  assert.ok([403, 404].includes((await stranger.send('DELETE', `/api/v1/tokens/${made.id}`)).status));
  expect(await program.get('customers'), 200);
  assert.equal((await client.send('DELETE', `/api/v1/tokens/${made.id}`)).status, 204);
  refused(await program.get('customers'), 401, 'unauthenticated');
  refused(await client.post('tokens', { name: 'yesterday', expires_on: '2001-01-01' }), 400, 'invalid');
});

test('clause 2.1: the last administrator cannot lock everybody out', async () => {
  const me = await root.take(`accounts/${root.account.id}`);
  for (const change of [{ active: false }, { role: 'observer' }]) {
    const answer = await root.patch(`accounts/${me.id}`, me.version, change);
    assert.ok([400, 403, 409].includes(answer.status), `${JSON.stringify(change)}: ${answer.status} ${answer.text}`);
  }
  expect(await root.get('accounts'), 200);
});

test('clause 9.2.1: roles other than the administrator make no accounts', async () => {
  for (const role of ['manager', 'salesperson', 'observer']) {
    const client = await house.as(role);
    const answer = await client.post('accounts', { login: 'backdoor', name: 'x', role: 'administrator', locale: 'en' });
    assert.ok([403, 404].includes(answer.status), answer.text);
    const reset = await client.post(`accounts/${root.account.id}/password`, { password: 'taken-over-123456' });
    assert.ok([403, 404].includes(reset.status), reset.text);
  }
});
