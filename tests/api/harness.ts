// Starts the real executable in a folder of its own, makes its first administrator by the one-time link, and gives clients per role.
//   BYLAW           the executable (build/release/bylaw)
//   BYLAW_SANITIZED 1 when it is built with sanitizers: slower, and its memory says nothing
//   BYLAW_ENGINE    sqlite or postgres; for postgres BYLAW_TEST_POSTGRES is an administrator's connection string (bin/postgres gives one)
import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
} from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export const root = resolve(import.meta.dirname, '../..');
export const executable = resolve(process.env.BYLAW ?? join(root, 'build/release/bylaw'));
export const engine = process.env.BYLAW_ENGINE ?? 'sqlite';
export const sanitized = process.env.BYLAW_SANITIZED === '1';
export const password = 'Correct-horse-9-battery';
// Real input data, when it lies beside the checkout.
export const shared = join(root, '../shared/data');
export const shared_is_missing = existsSync(shared) ? false : '../shared/data is not here';

// biome-ignore lint/suspicious/noExplicitAny: what the server answers is what these tests are about
export type Json = any;

export interface Answer {
  asked: string;
  status: number;
  headers: http.IncomingHttpHeaders;
  text: string;
  json: Json;
}
export type Headers = Record<string, string>;

export class Client {
  readonly house: House;
  cookie = '';
  token = '';
  language = 'en';
  account: Json = null;

  constructor(house: House) {
    this.house = house;
  }

  // A body that is a string or bytes goes as it is; anything else as JSON. A header given as '' is not sent.
  send(method: string, path: string, body?: unknown, headers: Headers = {}): Promise<Answer> {
    const raw = typeof body === 'string' || body instanceof Uint8Array;
    const bytes = body === undefined ? undefined : raw ? Buffer.from(body as string) : Buffer.from(JSON.stringify(body));
    const all: Headers = { 'Accept-Language': this.language };
    if (this.cookie) Object.assign(all, { Cookie: this.cookie, 'X-Bylaw': '1' });
    if (this.token) all.Authorization = `Bearer ${this.token}`;
    if (bytes) Object.assign(all, { 'Content-Type': 'application/json', 'Content-Length': String(bytes.length) });
    else if (method !== 'GET' && method !== 'HEAD') all['Content-Length'] = '0';
    Object.assign(all, headers);
    for (const name of Object.keys(all)) if (all[name] === '') delete all[name];
    return new Promise((done, fail) => {
      const request = http.request(`${this.house.url}${path}`, { method, headers: all, agent: this.house.agent }, (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part) => parts.push(part));
        response.on('error', fail);
        response.on('end', () => {
          const text = Buffer.concat(parts).toString('utf8');
          const is_json = /json/.test(response.headers['content-type'] ?? '');
          done({
            asked: `${method} ${path}`,
            status: response.statusCode ?? 0,
            headers: response.headers,
            text,
            json: is_json ? JSON.parse(text) : undefined,
          });
        });
      });
      request.on('error', fail);
      request.end(bytes);
    });
  }

  get(path: string, headers?: Headers) {
    return this.send('GET', `/api/v1/${path}`, undefined, headers);
  }
  post(path: string, body?: unknown, headers?: Headers) {
    return this.send('POST', `/api/v1/${path}`, body, headers);
  }
  patch(path: string, version: number | string | undefined, body: unknown, headers: Headers = {}) {
    return this.send('PATCH', `/api/v1/${path}`, body, version === undefined ? headers : { 'If-Match': `"${version}"`, ...headers });
  }
  // archive, restore, or a move such as confirm
  move(record: Json, records: string, verb: string, told?: Json) {
    return this.post(`${records}/${record.id}/${verb}`, told, { 'If-Match': `"${record.version}"` });
  }

  // For what must succeed: the body, or a failure that shows the answer.
  async take(path: string, status = 200): Promise<Json> {
    return expect(await this.get(path), status);
  }
  async make(records: string, body: unknown): Promise<Json> {
    return expect(await this.post(records, body), 201);
  }
  async change(records: string, record: Json, body: unknown): Promise<Json> {
    return expect(await this.patch(`${records}/${record.id}`, record.version, body), 200);
  }
  list(records: string, query: Record<string, string> = {}): Promise<Json> {
    return this.take(`${records}?${new URLSearchParams(query)}`);
  }
  // Every page of a list, in order.
  async every(records: string, query: Record<string, string> = {}): Promise<Json[]> {
    const items: Json[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: Json = await this.list(records, { limit: '200', ...query, ...(cursor ? { cursor } : {}) });
      items.push(...page.items);
      cursor = page.next;
    }
    return items;
  }
  totals(records: string, query: Record<string, string> = {}): Promise<Json> {
    return this.take(`${records}/totals?${new URLSearchParams(query)}`);
  }

  async sign_in(login: string, with_password = password): Promise<Answer> {
    const answer = await this.post('session', { login, password: with_password });
    if (answer.status === 201) this.keep_session(answer);
    return answer;
  }
  keep_session(answer: Answer) {
    this.cookie = (answer.headers['set-cookie'] ?? []).map((one) => one.split(';')[0]).join('; ');
    this.account = answer.json.account;
  }
}

export function expect(answer: Answer, status: number): Json {
  assert.equal(answer.status, status, `${answer.asked}: expected ${status}, got ${answer.status} ${answer.text.slice(0, 2000)}`);
  return answer.json;
}

// A refusal: its status and code, and the shape that every problem body has.
export function refused(answer: Answer, status: number, code: string, key?: string): Json {
  const problem = expect(answer, status);
  assert.match(answer.headers['content-type'] ?? '', /^application\/problem\+json/);
  assert.equal(problem.code, code, answer.text);
  assert.equal(problem.type, `urn:bylaw:problem:${code}`);
  assert.equal(problem.status, status);
  assert.ok(problem.title && problem.request, answer.text);
  for (const words of [problem.title, problem.detail, ...(problem.errors ?? []).map((one: Json) => one.message)])
    assert.doesNotMatch(words ?? '', /\{\{|\p{Cc}|\b[a-z]+\.[a-z_]+\.[a-z_.]+\b/u, 'a message that was not found or filled in');
  if (key) assert.equal(problem.key, key, answer.text);
  return problem;
}

export class House {
  readonly folder = mkdtempSync(join(tmpdir(), 'bylaw-api-'));
  readonly data = join(this.folder, 'data');
  readonly agent = new http.Agent({ keepAlive: true, maxSockets: 64 });
  readonly clients = new Map<string, Client>();
  url = '';
  setup_token = '';
  output = '';
  administrator = new Client(this);
  process: ChildProcess | undefined;
  serve_options: string[] = [];
  private database = '';
  private node = 1;
  private owns_database = true;

  // Another server on the same PostgreSQL database.
  static beside(other: House): House {
    const house = new House();
    mkdirSync(house.data);
    copyFileSync(join(other.data, 'bylaw.key'), join(house.data, 'bylaw.key'));
    house.database = other.database;
    house.owns_database = false;
    house.node = other.node + 1;
    return house;
  }

  // Where its data is, as every command wants to know it.
  private place(): string[] {
    if (engine === 'postgres' && !this.database) this.database = fresh_database();
    return ['--data', this.data, ...(this.database ? ['--database', this.database] : [])];
  }
  // At the address it had before, when open pages are to find it again.
  async start(at_the_same_address = false): Promise<this> {
    const listen = at_the_same_address ? this.url.replace('http://', '') : '127.0.0.1:0';
    this.output = '';
    const child = spawn(executable, ['serve', '--listen', listen, '--node', String(this.node), ...this.place(), ...this.serve_options], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.process = child;
    const hear = (bytes: Buffer) => {
      this.output += bytes.toString();
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    for (let waited = 0; ; waited += 5) {
      const address = this.output.match(/http:\/\/127\.0\.0\.1:(\d+)/);
      if (address) {
        this.url = address[0];
        const ready = await this.anyone()
          .send('GET', '/readyz')
          .catch(() => undefined);
        if (ready?.status === 200) break;
      }
      if (child.exitCode !== null || waited > 30_000) throw new Error(`the server did not get ready:\n${this.output}`);
      await sleep(5);
    }
    this.setup_token = this.output.match(/\/setup#([\w-]+)/)?.[1] ?? this.setup_token;
    return this;
  }

  // The first administrator, by the link that the first start prints.
  async open(): Promise<this> {
    await this.start();
    await sleep(this.setup_token ? 0 : 100);
    this.setup_token = this.output.match(/\/setup#([\w-]+)/)?.[1] ?? '';
    assert.ok(this.setup_token, `no one-time link in:\n${this.output}`);
    const answer = await this.administrator.post('setup', {
      token: this.setup_token,
      login: 'root',
      name: 'First Administrator',
      password,
    });
    expect(answer, 201);
    this.administrator.keep_session(answer);
    this.clients.set('administrator', this.administrator);
    return this;
  }

  anyone(): Client {
    return new Client(this);
  }
  // A signed-in client with that role; the same one each time for the same name.
  async as(role: string, name = role): Promise<Client> {
    const known = this.clients.get(name);
    if (known) return known;
    const account = await this.administrator.make('accounts', { login: name, name: `The ${name}`, role, locale: 'en' });
    expect(await this.administrator.post(`accounts/${account.id}/password`, { password }), account ? 204 : 0);
    const client = this.anyone();
    expect(await client.sign_in(name), 201);
    this.clients.set(name, client);
    return client;
  }

  get pid(): number {
    assert.ok(this.process?.pid);
    return this.process.pid;
  }
  resident_bytes(): number {
    return Number(readFileSync(`/proc/${this.pid}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)?.[1]) * 1024;
  }
  // The most that memory may have grown since `before`.
  grew_at_most(bytes: number, before: number) {
    const grown = this.resident_bytes() - before;
    assert.ok(sanitized || grown < bytes, `memory grew by ${grown} bytes`);
  }
  async end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.process;
    if (!child) return null;
    const over = child.exitCode !== null || child.signalCode !== null;
    const exit = over ? undefined : new Promise((done) => child.once('exit', done));
    if (!over) process.kill(this.pid, signal);
    await exit;
    this.process = undefined;
    return child.exitCode;
  }
  async stop() {
    this.agent.destroy();
    const running = this.process;
    const code = await this.end('SIGTERM');
    if (this.database && this.owns_database) drop_database(this.database);
    rmSync(this.folder, { recursive: true, force: true });
    assert.doesNotMatch(this.output, /AddressSanitizer|LeakSanitizer|runtime error:/, this.output.slice(-8000));
    if (running) assert.equal(code, 0, `the server ended with ${code}:\n${this.output.slice(-4000)}`);
  }

  // A command on the same data: bylaw verify …
  command(...words: string[]) {
    return this.command_at(this.place(), ...words);
  }
  // The same with its data in another place.
  command_at(place: string[], ...words: string[]) {
    const { status, stdout, stderr } = spawnSync(executable, [words[0] ?? '', ...place, ...words.slice(1)], {
      encoding: 'utf8',
      maxBuffer: 1 << 26,
    });
    return { status, output: stdout + stderr };
  }
  // The same while this process goes on with its requests.
  async command_beside(...words: string[]) {
    const child = spawn(executable, [words[0] ?? '', ...this.place(), ...words.slice(1)]);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => (output += bytes));
    const status = await new Promise<number | null>((done) => child.once('close', done));
    return { status, output };
  }

  // Says whether anything at all is written between two calls.
  async digest(): Promise<string> {
    if (this.database) {
      const dump = execFileSync('pg_dump', ['--data-only', '--inserts', this.database], { maxBuffer: 1 << 28 });
      // the random words in \restrict lines belong to the dump, not to the data
      return createHash('sha256')
        .update(dump.toString().replace(/^\\(un)?restrict.*$/gm, ''))
        .digest('hex');
    }
    const now = () => {
      const hash = createHash('sha256');
      for (const name of readdirSync(this.data)
        .filter((one) => /\.db(-wal)?$/.test(one))
        .sort()) {
        const file = openSync(join(this.data, name), 'r');
        const buffer = Buffer.alloc(1 << 20);
        for (let count = readSync(file, buffer); count > 0; count = readSync(file, buffer)) hash.update(buffer.subarray(0, count));
        closeSync(file);
        hash.update(name);
      }
      return hash.digest('hex');
    };
    for (let last = '', same = 0; ; ) {
      const next = now();
      same = next === last ? same + 1 : 0;
      if (same === 3) return next;
      last = next;
      await sleep(50);
    }
  }
}

function fresh_database(): string {
  const administrator = process.env.BYLAW_TEST_POSTGRES;
  assert.ok(administrator, 'BYLAW_TEST_POSTGRES is not set: run this by bin/postgres');
  const name = `bylaw_${randomUUID().replaceAll('-', '')}`;
  execFileSync('psql', ['-q', '-c', `CREATE DATABASE ${name}`, administrator]);
  return with_database(administrator, name);
}
function drop_database(database: string) {
  const administrator = process.env.BYLAW_TEST_POSTGRES ?? '';
  execFileSync('psql', ['-q', '-c', `DROP DATABASE ${database.match(/\/(bylaw_\w+)/)?.[1]} WITH (FORCE)`, administrator]);
}
const with_database = (connection: string, name: string) => connection.replace(/^(postgres(?:ql)?:\/\/[^/]*\/)[^?]*/, `$1${name}`);

let made = 0;
// Different at each call, and in every run.
export const unique = (prefix = 'T') => `${prefix}-${process.pid}-${++made}`;
