// The journeys use the server at BYLAW_URL (with BYLAW_SETUP_TOKEN), or start the executable themselves on fresh data.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const root = resolve(import.meta.dirname, '../..');
const patience_ms = 30_000;

async function until_ready(child: ChildProcess, output: () => string): Promise<{ url: string; token: string }> {
  for (let waited = 0; waited < patience_ms; waited += 50) {
    const url = output().match(/http:\/\/127\.0\.0\.1:\d+/)?.[0];
    const token = output().match(/\/setup#([\w-]+)/)?.[1];
    const ready = url && (await fetch(`${url}/readyz`).catch(() => null))?.ok;
    if (url && token && ready) return { url, token };
    if (child.exitCode !== null) break;
    await sleep(50);
  }
  throw new Error(`the server did not get ready:\n${output()}`);
}

export default async function start_server(): Promise<undefined | (() => Promise<void>)> {
  if (process.env.BYLAW_URL) return undefined;
  const executable = resolve(process.env.BYLAW ?? join(root, 'build/release/bylaw'));
  const folder = mkdtempSync(join(tmpdir(), 'bylaw-journeys-'));
  const child = spawn(executable, ['serve', '--listen', '127.0.0.1:0', '--data', join(folder, 'data')]);
  let output = '';
  const hear = (bytes: Buffer) => {
    output += bytes.toString();
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const stop = async () => {
    if (child.exitCode === null) {
      const over = new Promise((done) => child.once('exit', done));
      child.kill('SIGTERM');
      await over;
    }
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const { url, token } = await until_ready(child, () => output);
    process.env.BYLAW_URL = url;
    process.env.BYLAW_SETUP_TOKEN = token;
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}
