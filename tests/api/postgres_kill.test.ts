// PostgreSQL is killed in the middle of writing and started again, again and again, while the server stays: it says 503 and not 500, nothing
// acknowledged is lost, whoever repeats with the same key gets one effect, and the service comes back by itself. On a cluster of its own.
import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, engine, House, type Json, root as project, sanitized, unique } from './harness.ts';

const kills = sanitized ? 3 : 8;
const writers = 8;
const longest_gap_ms = 10_000;

class Cluster {
  connection = '';
  private keeper: ChildProcess | undefined;

  async start() {
    const keeper = spawn(join(project, 'bin/postgres'), ['sh', '-c', 'echo "$BYLAW_TEST_POSTGRES"; exec cat'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.keeper = keeper;
    this.connection = await new Promise<string>((done, fail) => {
      keeper.stdout.once('data', (bytes) => done(bytes.toString().trim()));
      keeper.once('exit', (code) => fail(new Error(`no PostgreSQL: ${code}`)));
    });
  }
  private get data() {
    return join(new URL(this.connection.replace('///', '//x/')).searchParams.get('host') ?? '', 'data');
  }
  // The server and every one of its processes, as when the machine goes.
  kill() {
    const server = readFileSync(join(this.data, 'postmaster.pid'), 'utf8').split('\n')[0] ?? '';
    const children = execFileSync('ps', ['-o', 'pid=', '--ppid', server], { encoding: 'utf8' }).split('\n').map(Number).filter(Boolean);
    for (const pid of [Number(server), ...children])
      try {
        process.kill(pid, 'SIGKILL');
      } catch {} // ended by itself a moment ago
  }
  // Its first try may come while the last of the killed processes is still going.
  async start_again() {
    const words = [
      '/usr/lib/postgresql/15/bin/pg_ctl',
      'restart',
      '--silent',
      '--wait',
      '--pgdata',
      this.data,
      '--log',
      join(this.data, '../log'),
    ];
    const as_owner = process.getuid?.() === 0 ? ['runuser', '-u', 'postgres', '--', ...words] : words;
    for (let tries = 1; ; tries++) {
      const child = spawn(as_owner[0] ?? '', as_owner.slice(1), { cwd: join(this.data, '..'), stdio: 'ignore' });
      const code = await new Promise<number | null>((done) => child.once('exit', done));
      if (code === 0) return;
      assert.ok(tries < 50, `PostgreSQL does not start again: ${readFileSync(join(this.data, '../log'), 'utf8').slice(-2000)}`);
      await sleep(100);
    }
  }
  async stop() {
    const gone = new Promise((done) => this.keeper?.once('exit', done));
    this.keeper?.stdin?.end();
    await gone;
  }
}

if (engine === 'postgres') {
  const cluster = new Cluster();
  const house = new House();
  let root: Client;
  before(async () => {
    await cluster.start();
    process.env.BYLAW_TEST_POSTGRES = cluster.connection;
    root = (await house.open()).administrator;
  });
  after(async () => {
    try {
      await house.stop();
    } finally {
      await cluster.stop();
    }
  });

  test(`PostgreSQL killed ${kills} times under ${writers} writers`, async (t) => {
    const ledger = new Map<string, string>(); // key → the id that was acknowledged
    let running = true;
    let refused = 0;
    let last_acknowledged = performance.now();
    const work = Array.from({ length: writers }, async () => {
      while (running) {
        const key = unique('kill');
        for (;;) {
          const answer = await root.post('customers', { name: key }, { 'Idempotency-Key': key });
          if (answer.status === 201) {
            assert.ok(!ledger.has(key));
            ledger.set(key, answer.json.id);
            last_acknowledged = performance.now();
            break;
          }
          assert.equal(answer.status, 503, answer.text);
          refused++;
          await sleep(20);
        }
      }
    });
    let slowest = 0;
    for (let round = 1; round <= kills; round++) {
      await sleep(200 + Math.random() * 500);
      cluster.kill();
      const killed = performance.now();
      await sleep(50);
      assert.equal((await house.anyone().send('GET', '/livez')).status, 200);
      assert.equal((await house.anyone().send('GET', '/readyz')).status, 503, 'ready without a database');
      assert.equal((await root.get('customers')).status, 503, 'a read without a database');
      await cluster.start_again();
      const back = performance.now();
      while (last_acknowledged < back) {
        assert.ok(performance.now() - back < longest_gap_ms, `round ${round}: nothing was written for ${longest_gap_ms} ms`);
        await sleep(10);
      }
      slowest = Math.max(slowest, last_acknowledged - killed);
    }
    running = false;
    await Promise.all(work);
    t.diagnostic(`${ledger.size} acknowledged, ${refused} refused and repeated, longest gap with the restart ${slowest.toFixed(0)} ms`);
    assert.ok(refused > 0, 'no kill met a write');

    assert.equal(new Set(ledger.values()).size, ledger.size, 'two writes were given one record');
    const there = new Map((await root.every('customers')).map((one: Json) => [one.id, one.name]));
    for (const [key, id] of ledger) assert.equal(there.get(id), key, `${key} was acknowledged and is lost`);
    assert.equal(there.size, ledger.size, 'a customer is there twice');
    const verified = house.command('verify');
    assert.equal(verified.status, 0, verified.output);
  });
}
