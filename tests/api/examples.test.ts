// docs/api.md is true: each of its commands is run as it stands there, and answers what is printed below it.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { expect, House, type Json, root as project } from './harness.ts';

const house = new House();
let token = '';
before(async () => {
  await house.open();
  token = expect(await house.administrator.post('tokens', { name: 'examples' }), 201).token;
});
after(() => house.stop());

const page = readFileSync(join(project, 'docs/api.md'), 'utf8');
const examples = [...page.matchAll(/```sh\n(.*?)```\n```json\n(.*?)```/gs)].map(([, command = '', answer = '']) => ({ command, answer }));
const separator = '--- the next example';

// What is printed must be there; what is not printed may be.
function assert_has(actual: Json, printed: Json, place: string) {
  if (printed === '…') return assert.ok(actual !== undefined && actual !== null, place);
  if (Array.isArray(printed)) {
    assert.equal(actual?.length, printed.length, `${place} has ${JSON.stringify(actual)}`);
    for (const [index, one] of printed.entries()) assert_has(actual[index], one, `${place}[${index}]`);
  } else if (printed !== null && typeof printed === 'object') {
    for (const [name, value] of Object.entries(printed)) assert_has(actual?.[name], value, `${place}.${name}`);
  } else assert.deepEqual(actual, printed, place);
}

test('every example of docs/api.md answers what the page prints', () => {
  assert.ok(examples.length > 10, 'the examples are found');
  assert.equal(page.match(/```sh/g)?.length, examples.length, 'every command has its answer below it');
  const script = examples.map(({ command }) => `${command}\necho; echo '${separator}'\n`).join('');
  const { stdout, stderr, status } = spawnSync('bash', ['-eu', '-c', script], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, URL: house.url, TOKEN: token, LC_ALL: 'C.UTF-8' },
  });
  assert.equal(status, 0, `${stdout}\n${stderr}`);
  const answers = stdout.split(separator);
  examples.forEach(({ command, answer }, index) => {
    const said = answers[index]?.trim() ?? '';
    assert.match(said, /^\{/, `no JSON from\n${command}\n${said}`);
    assert_has(JSON.parse(said), JSON.parse(answer), command);
  });
});
