// What nobody sends by mistake. Each ends in one clear answer, and the server goes on as before.
import assert from 'node:assert/strict';
import net from 'node:net';
import { after, afterEach, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, expect, House, refused, unique } from './harness.ts';

const house = new House();
let root: Client;
before(async () => {
  root = (await house.open()).administrator;
});
after(() => house.stop());
afterEach(async () => {
  assert.equal((await house.anyone().send('GET', '/livez')).status, 200, 'the server still answers');
});

// Sends the pieces as they are, until the server closes or answers; what it answered.
function raw(pieces: Iterable<string | Buffer>, patience_ms = 20_000): Promise<{ text: string; sent: number }> {
  return new Promise((done) => {
    const { hostname, port } = new URL(house.url);
    const socket = net.connect(Number(port), hostname);
    let text = '';
    let sent = 0;
    const finish = () => {
      clearTimeout(timer);
      socket.destroy();
      done({ text, sent });
    };
    const timer = setTimeout(finish, patience_ms);
    socket.on('data', (bytes) => {
      text += bytes.toString('latin1');
      if (/^HTTP\/1\.1 [2-5]\d\d[\s\S]*\r\n\r\n/.test(text)) setTimeout(finish, 50);
    });
    socket.on('error', () => setTimeout(finish, 50));
    socket.on('close', finish);
    (async () => {
      for (const piece of pieces) {
        if (socket.destroyed || text) return;
        sent += piece.length;
        if (!socket.write(piece)) await new Promise((go) => socket.once('drain', go).once('close', go));
      }
    })();
  });
}
const head = (more: string, method = 'POST', path = '/api/v1/customers') =>
  `${method} ${path} HTTP/1.1\r\nHost: x\r\nCookie: ${root.cookie}\r\nX-Bylaw: 1\r\nContent-Type: application/json\r\n${more}\r\n`;

test('100,000-deep JSON is refused', async () => {
  for (const deep of ['['.repeat(100_000), `{"name":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, '{"a":'.repeat(100_000)])
    refused(await root.post('customers', deep), 400, 'invalid');
});

test('a 1 GiB body is refused without being taken in', async () => {
  const before = house.resident_bytes();
  const block = Buffer.alloc(1 << 20, 'x');
  const body = function* () {
    yield head(`Content-Length: ${1 << 30}\r\n`);
    for (let i = 0; i < 1024; i++) yield block;
  };
  const { text, sent } = await raw(body());
  assert.match(text, /^HTTP\/1\.1 413 /);
  assert.match(text, /application\/problem\+json/);
  assert.ok(sent < 100 << 20, `${sent} bytes were taken`);
  house.grew_at_most(32 << 20, before);
});

test('a body without an announced end is stopped at the same limit', async () => {
  const before = house.resident_bytes();
  const block = Buffer.from(`100000\r\n${'x'.repeat(1 << 20)}\r\n`);
  const body = function* () {
    yield head('Transfer-Encoding: chunked\r\n');
    for (let i = 0; i < 512; i++) yield block;
  };
  const { text } = await raw(body());
  assert.match(text, /^HTTP\/1\.1 413 /);
  house.grew_at_most(32 << 20, before);
});

test('an upload past its limit is refused too, and leaves nothing behind', async () => {
  const before = house.resident_bytes();
  const block = Buffer.alloc(1 << 20, 'a,b\n');
  const body = function* () {
    yield head(`Content-Length: ${1 << 30}\r\n`, 'POST', '/api/v1/imports?record=orders&name=big.csv').replace(
      'application/json',
      'application/octet-stream',
    );
    for (let i = 0; i < 1024; i++) yield block;
  };
  const { text } = await raw(body());
  assert.match(text, /^HTTP\/1\.1 413 /);
  assert.deepEqual((await root.take('imports')).items, []);
  house.grew_at_most(96 << 20, before);
});

test('100,000 headers are refused', async () => {
  const many = function* () {
    yield `GET /livez HTTP/1.1\r\nHost: x\r\n`;
    for (let i = 0; i < 100_000; i++) yield `X-${i}: ${i}\r\n`;
    yield '\r\n';
  };
  assert.match((await raw(many())).text, /^HTTP\/1\.1 431 /);
  assert.match((await raw([`GET /livez HTTP/1.1\r\nHost: x\r\nX-Long: ${'y'.repeat(1 << 20)}\r\n\r\n`])).text, /^HTTP\/1\.1 431 /);
  assert.match((await raw([`GET /${'y'.repeat(1 << 20)} HTTP/1.1\r\nHost: x\r\n\r\n`])).text, /^HTTP\/1\.1 (414|431) /);
});

test('what is not HTTP gets a refusal or silence, never another request', async () => {
  for (const bytes of [
    'hello\r\n\r\n',
    'GET / HTTP/9.9\r\n\r\n',
    'GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello',
    'GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n',
    'GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n',
    'POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /livez HTTP/1.1\r\nHost: x\r\n\r\n',
    'POST /api/v1/session HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, identity\r\n\r\nzz\r\n',
    'GET / HTTP/1.1\r\nHost : x\r\n\r\n',
    'GET / HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n',
    `GET /%00 HTTP/1.1\r\nHost: x\r\n\r\n`,
    `GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n`,
    '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
  ]) {
    const { text } = await raw([Buffer.from(bytes, 'latin1')], 1500);
    assert.doesNotMatch(text, /^HTTP\/1\.1 (2\d\d|50[0-4])/, JSON.stringify(bytes));
    assert.ok((text.match(/HTTP\/1\.1 /g) ?? []).length <= 1, JSON.stringify(bytes));
  }
});

test('pipelined requests are answered in their order', async () => {
  const one = (path: string) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;
  const text = await new Promise<string>((done) => {
    const socket = net.connect(Number(new URL(house.url).port), '127.0.0.1');
    let heard = '';
    socket.on('data', (bytes) => {
      heard += bytes.toString('latin1');
      if ((heard.match(/HTTP\/1\.1 \d/g) ?? []).length === 3) socket.destroy();
    });
    socket.on('close', () => done(heard));
    socket.setTimeout(5000, () => socket.destroy());
    socket.write(one('/livez') + one('/api/v1/session') + one('/livez'));
  });
  assert.deepEqual(
    [...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map((found) => found[1]),
    ['200', '401', '200'],
  );
});

test('many idle and half-open connections do not keep others out', async () => {
  const { hostname, port } = new URL(house.url);
  const sockets = Array.from({ length: 500 }, () => net.connect(Number(port), hostname).on('error', () => {}));
  await sleep(300);
  for (const socket of sockets) socket.write('POST /api/v1/customers HTTP/1.1\r\nHost: x\r\nContent-Le');
  expect(await root.get('customers'), 200);
  expect(await root.post('customers', { name: unique() }), 201);
  for (const socket of sockets) socket.destroy();
});

test('text up to its limit is kept, one character more is refused', async () => {
  const { fields } = (await root.take('schema')).records.find((one: { name: string }) => one.name === 'customers');
  for (const field of fields) {
    if (field.readonly || !field.max_length || /credit_code|phone|email/.test(field.name)) continue;
    for (const letter of ['x', '華', '𠮷']) {
      const most = letter.repeat(field.max_length);
      const answer = await root.post('customers', { name: unique(), [field.name]: most });
      assert.equal(expect(answer, 201)[field.name], most);
      const problem = refused(await root.post('customers', { name: unique(), [field.name]: most + letter }), 400, 'invalid');
      assert.equal(problem.errors[0].field, field.name);
    }
  }
});
