// Files attached to records: the same bytes back, to those who may read the record, and nothing else gets in or stays.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type Answer, type Client, expect, House, type Json, refused, sanitized, unique } from './harness.ts';
import { octets } from './importing.ts';

const house = new House();
let manager: Client;
let seller: Client;
let other: Client;
let observer: Client;
before(async () => {
  await house.open();
  manager = await house.as('manager');
  seller = await house.as('salesperson', 'seller');
  other = await house.as('salesperson', 'other');
  observer = await house.as('observer');
});
after(() => house.stop());

const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
const pdf = (size: number) => Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(size - 9)]);
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const megabyte = 1 << 20;

const attach = (client: Client, customer: Json, name: string, bytes: Buffer): Promise<Answer> =>
  client.post(`customers/${customer.id}/files?${new URLSearchParams({ name })}`, bytes, octets);
const attached = async (client: Client, customer: Json): Promise<Json[]> => (await client.take(`customers/${customer.id}/files`)).items;
const remove = (client: Client, file: Json) => client.send('DELETE', `/api/v1/files/${file.id}`);

// The bytes as they come, which the harness would take for text.
async function content(client: Client, file: Json, query = '', headers: Record<string, string> = {}) {
  const answer = await fetch(`${client.house.url}/api/v1/files/${file.id}${query}`, { headers: { Cookie: client.cookie, ...headers } });
  return { status: answer.status, headers: answer.headers, bytes: Buffer.from(await answer.arrayBuffer()) };
}
const customer_of = (client: Client) => client.make('customers', { name: unique('客戶') });

test('clause 5.2.1: what is attached comes back byte for byte, and the record stays as it is', async () => {
  const customer = await customer_of(seller);
  for (const size of [10, 256 * 1024, 256 * 1024 + 1, 3 * megabyte]) {
    const bytes = pdf(size);
    const made = expect(await attach(seller, customer, `合同 ${size}.PDF`, bytes), 201);
    assert.deepEqual([made.name, made.size, made.sha256, made.preview], [`合同 ${size}.PDF`, size, sha256(bytes), 'pdf']);
    assert.deepEqual(made.by, { id: seller.account.id, title: seller.account.name });
    const back = await content(manager, made);
    assert.equal(back.status, 200);
    assert.equal(back.headers.get('content-length'), String(size));
    assert.ok(back.bytes.equals(bytes), `${size} bytes`);
  }
  const list = await observer.take(`customers/${customer.id}/files`);
  assert.deepEqual(
    list.items.map((one: Json) => one.size),
    [3 * megabyte, 256 * 1024 + 1, 256 * 1024, 10],
  );
  assert.deepEqual(list.can, { change: false });
  assert.equal((await seller.take(`customers/${customer.id}/files`)).can.change, true);
  assert.equal((await seller.take(`customers/${customer.id}`)).version, customer.version);
});

test('clause 5.2.1: a part of a file can be asked for', async () => {
  const customer = await customer_of(seller);
  const bytes = pdf(700_000);
  const made = expect(await attach(seller, customer, 'a.pdf', bytes), 201);
  for (const [range, first, last] of [
    ['bytes=0-9', 0, 9],
    ['bytes=262140-262150', 262_140, 262_150],
    ['bytes=100000-', 100_000, 699_999],
    ['bytes=-5', 699_995, 699_999],
  ] as const) {
    const part = await content(seller, made, '', { Range: range });
    assert.equal(part.status, 206, range);
    assert.equal(part.headers.get('content-range'), `bytes ${first}-${last}/700000`);
    assert.ok(part.bytes.equals(bytes.subarray(first, last + 1)), range);
  }
  assert.equal((await content(seller, made, '', { Range: 'bytes=700000-' })).status, 200);
  const whole = await content(seller, made);
  assert.equal((await content(seller, made, '', { Range: 'bytes=0-9', 'If-Range': whole.headers.get('etag') ?? '' })).status, 206);
  assert.equal((await content(seller, made, '', { Range: 'bytes=0-9', 'If-Range': '"another"' })).status, 200);
});

test('clause 9.2.2: a file is saved or looked at, and can do nothing in a page', async () => {
  const customer = await customer_of(seller);
  const text = expect(await attach(seller, customer, '說明 "x".txt'.replaceAll('"', "'"), Buffer.from('<script>alert(1)</script>')), 201);
  const image = expect(await attach(seller, customer, 'a.png', png), 201);
  const archive = expect(await attach(seller, customer, 'a.zip', Buffer.from('PK\x03\x04rest')), 201);
  assert.deepEqual(
    [text, image, archive].map((one) => one.preview),
    ['text', 'image', 'none'],
  );
  for (const file of [text, image, archive])
    for (const query of ['', '?inline=true']) {
      const { headers } = await content(seller, file, query);
      assert.equal(headers.get('x-content-type-options'), 'nosniff');
      assert.match(headers.get('content-security-policy') ?? '', /default-src 'none'; sandbox; frame-ancestors 'self'/);
      assert.match(headers.get('content-disposition') ?? '', query && file !== archive ? /^inline; / : /^attachment; /);
      assert.match(headers.get('cache-control') ?? '', /no-store/);
    }
  const shown = await content(seller, text, '?inline=true');
  assert.equal(shown.headers.get('content-type'), 'text/plain; charset=utf-8');
  assert.match(shown.headers.get('content-disposition') ?? '', /filename\*=UTF-8''%E8%AA%AA%E6%98%8E%20%27x%27\.txt$/);
  assert.equal((await content(seller, image)).headers.get('content-type'), 'image/png');
});

test('clause 9.2.2: what is no document, or is not what its name says, is refused and leaves nothing', async () => {
  const customer = await customer_of(seller);
  const html = Buffer.from('<!doctype html><script>alert(1)</script>');
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
  const refusals: [string, Buffer, number, string, string][] = [
    ['page.html', html, 400, 'invalid', 'problem.file.kind'],
    ['drawing.svg', svg, 400, 'invalid', 'problem.file.kind'],
    ['run.exe', Buffer.from('MZ'), 400, 'invalid', 'problem.file.kind'],
    ['page.png', html, 400, 'invalid', 'problem.file.content'],
    ['drawing.png', svg, 400, 'invalid', 'problem.file.content'],
    ['page.pdf', html, 400, 'invalid', 'problem.file.content'],
    ['a.txt', Buffer.from('MZ\0\0'), 400, 'invalid', 'problem.file.content'],
    ['../a.png', png, 400, 'invalid', 'problem.file.name'],
    [`${'長'.repeat(197)}.png`, png, 400, 'invalid', 'problem.field.too_long'],
    ['', png, 400, 'invalid', 'problem.field.required'],
  ];
  for (const [name, bytes, status, code, key] of refusals) {
    const problem = refused(await attach(seller, customer, name, bytes), status, code);
    assert.deepEqual([problem.errors[0].field, problem.errors[0].key], ['name', key], name);
  }
  assert.equal(refused(await attach(seller, customer, 'page.html', html), 400, 'invalid').errors[0].clause, '9.2.2');
  refused(await attach(seller, customer, 'a.png', Buffer.alloc(0)), 400, 'invalid', 'problem.file.empty');
  assert.deepEqual(await attached(seller, customer), []);
});

test('clause 9.2.3: a file goes with its record: out of scope it is not there, and who only reads changes nothing', async () => {
  const customer = await customer_of(seller);
  const file = expect(await attach(seller, customer, 'a.png', png), 201);
  for (const answer of [
    await other.get(`customers/${customer.id}/files`),
    await other.get(`files/${file.id}`),
    await attach(other, customer, 'a.png', png),
    await remove(other, file),
    await other.post(`files/${file.id}/restore`),
    await manager.get('customers/1/files'),
    await manager.get('order_lines/1/files'),
    await manager.get('nothing/1/files'),
    await manager.get('files/1'),
    await seller.get(`accounts/${seller.account.id}/files`),
    await seller.get(`orders/${customer.id}/files`),
  ])
    refused(answer, 404, 'not_found');
  assert.equal((await house.anyone().get(`files/${file.id}`)).status, 401);
  assert.equal((await attach(house.anyone(), customer, 'a.png', png)).status, 401);

  assert.equal((await content(observer, file)).status, 200);
  refused(await attach(observer, customer, 'a.png', png), 403, 'forbidden');
  refused(await remove(observer, file), 403, 'forbidden');
  const crossed = await seller.post(`customers/${customer.id}/files?name=a.png`, png, { ...octets, 'X-Bylaw': '' });
  refused(crossed, 403, 'forbidden', 'problem.cross_site');

  const archived = expect(await manager.move(customer, 'customers', 'archive'), 200);
  refused(await attach(seller, archived, 'a.png', png), 403, 'forbidden');
  assert.equal((await content(seller, file)).status, 200);
});

test('clause 9.2.3: a file that is removed is gone, until it is brought back; all of it is in the history', async () => {
  const customer = await customer_of(seller);
  const file = expect(await attach(seller, customer, '報價.png', png), 201);
  refused(await seller.post(`files/${file.id}/restore`), 404, 'not_found');
  expect(await remove(seller, file), 204);
  assert.equal((await content(seller, file)).status, 404);
  refused(await remove(seller, file), 404, 'not_found');
  assert.deepEqual(await attached(seller, customer), []);
  refused(await observer.post(`files/${file.id}/restore`), 403, 'forbidden');
  assert.deepEqual(expect(await seller.post(`files/${file.id}/restore`), 200), file);
  assert.ok((await content(seller, file)).bytes.equals(png));
  const named = { id: file.id, title: '報價.png' };
  const history = (await observer.take(`customers/${customer.id}/history`)).items;
  assert.deepEqual(
    history.slice(0, 3).map((one: Json) => [one.action, one.label, one.changes]),
    [
      ['file_restored', 'File brought back', [{ field: '@file', label: 'File', from: null, to: named }]],
      ['file_removed', 'File removed', [{ field: '@file', label: 'File', from: named, to: null }]],
      ['file_added', 'File attached', [{ field: '@file', label: 'File', from: null, to: named }]],
    ],
  );
});

test('clause 9.2.2: a file above the limit is refused, told or found out on its way, and leaves nothing', async () => {
  const customer = await customer_of(seller);
  const largest = pdf(20 * megabyte);
  assert.equal(expect(await attach(seller, customer, 'largest.pdf', largest), 201).sha256, sha256(largest));
  const announced = refused(await attach(seller, customer, 'a.pdf', pdf(20 * megabyte + 1)), 413, 'too_large', 'problem.file.too_large');
  assert.match(announced.title + announced.detail, /20 MB/);
  // In chunks, so that its size is not known before.
  const status = await new Promise<number>((done, fail) => {
    const request = http.request(
      `${house.url}/api/v1/customers/${customer.id}/files?name=a.pdf`,
      { method: 'POST', headers: { Cookie: seller.cookie, 'X-Bylaw': '1', 'Transfer-Encoding': 'chunked' } },
      (answer) => done(answer.resume().statusCode ?? 0),
    );
    request.on('error', fail);
    for (let sent = 0; sent < 21; sent++) request.write(pdf(megabyte));
    request.end();
  });
  assert.equal(status, 413);
  assert.equal((await attached(seller, customer)).length, 1);
});

test('clause 9.2.2: a record has at most so many files, however many come at once', async () => {
  const customer = await customer_of(seller);
  const answers: Answer[] = [];
  for (let each = 0; each < 22; each++)
    answers.push(...(await Promise.all(Array.from({ length: 10 }, () => attach(seller, customer, `${unique('a')}.png`, png)))));
  assert.equal(answers.filter((one) => one.status === 201).length, 200);
  const refusal = answers.find((one) => one.status !== 201);
  assert.ok(refusal);
  refused(refusal, 409, 'conflict', 'problem.file.too_many');
  const [first] = await attached(seller, customer);
  expect(await remove(seller, first), 204);
  expect(await attach(seller, customer, 'a.png', png), 201);
  refused(await seller.post(`files/${first.id}/restore`), 409, 'conflict', 'problem.file.too_many');
});

test('clause 9.2.2: memory does not grow with the files that come and go', { skip: sanitized }, async () => {
  const customer = await customer_of(seller);
  const large = pdf(20 * megabyte);
  const there_and_back = async () => {
    const made = expect(await attach(seller, customer, 'a.pdf', large), 201);
    assert.equal(sha256((await content(seller, made)).bytes), sha256(large));
  };
  const at_once = (times: number) => Promise.all(Array.from({ length: times }, there_and_back));
  const highest = () => Number(readFileSync(`/proc/${house.pid}/status`, 'utf8').match(/VmHWM:\s+(\d+)/)?.[1]) * 1024;
  for (let each = 0; each < 3; each++) await at_once(2); // fills the caches of the database
  const before_it = highest();
  await at_once(8);
  const grown = highest() - before_it;
  assert.ok(grown < 32 * megabyte, `${grown} bytes more for eight files of ${large.length} on their way at once`);
  console.log(`memory: ${grown >> 10} KiB more for ${(8 * large.length) >> 20} MiB on their way at once`);
});

// Sends a half and says when that half is stored.
function half_sent(client: Client, customer: Json): Promise<http.ClientRequest> {
  const bytes = pdf(4 * megabyte);
  const request = http.request(`${client.house.url}/api/v1/customers/${customer.id}/files?name=half.pdf`, {
    method: 'POST',
    headers: { Cookie: client.cookie, 'X-Bylaw': '1', 'Content-Length': String(2 * bytes.length) },
  });
  request.on('error', () => undefined);
  return new Promise((done) => request.write(bytes, () => done(request)));
}

test('clause 9.2.2: an upload that is given up, or killed in its middle, leaves nothing', async () => {
  const customer = await customer_of(seller);
  (await half_sent(seller, customer)).destroy();
  expect(await attach(seller, customer, 'whole.png', png), 201);
  const dying = await half_sent(seller, customer);
  await house.end('SIGKILL');
  dying.destroy();
  await house.start();
  assert.deepEqual(
    (await attached(seller, customer)).map((one) => one.name),
    ['whole.png'],
  );
  const figures = await house.command_beside('verify');
  assert.equal(figures.status, 0, figures.output);
});

test('clause 9.2.2: a backup brings the files back', async () => {
  const customer = await customer_of(seller);
  const bytes = pdf(megabyte);
  const file = expect(await attach(seller, customer, 'a.pdf', bytes), 201);
  const backup = join(house.folder, 'files.backup');
  const made = await house.command_beside('backup', backup);
  assert.equal(made.status, 0, made.output);
  const restored = new House();
  mkdirSync(restored.data, { mode: 0o700, recursive: true });
  copyFileSync(join(house.data, 'bylaw.key'), join(restored.data, 'bylaw.key'));
  const put_back = restored.command('restore', backup);
  assert.equal(put_back.status, 0, put_back.output);
  await restored.start();
  const reader = restored.anyone();
  reader.cookie = seller.cookie;
  assert.ok((await content(reader, file)).bytes.equals(bytes));
  await restored.stop();
});
