// Every line of the Big List of Naughty Strings in every text field, back byte for byte, and found again by its own filter.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type Client, House, type Json, shared, unique } from './harness.ts';
import { sample, schema_of } from './sample.ts';

const house = new House();
let root: Client;
let schema: Json;
before(async () => {
  root = (await house.open()).administrator;
  schema = await schema_of(root);
});
after(() => house.stop());

const own = [
  '"; DROP TABLE customers; --',
  "' OR '1'='1",
  '<script>alert(1)</script>',
  '{{name}}',
  '%s%n',
  '../../etc/passwd',
  '=1+1',
  '\u202etxt.exe',
  '👩‍👩‍👧‍👦',
  'ﷺ',
  '\ufeffx',
  'a\u0301',
  'NULL',
  'true',
  '0x1',
  '1e1000',
  '田中さん',
  'x\u2028y\u2029z',
  '\\u0000',
  'me',
  'and',
  'is empty',
];
const list = join(shared, 'naughty/blns.txt');
const strings = [...new Set([...own, ...(existsSync(list) ? readFileSync(list, 'utf8').split('\n') : [])])].filter(
  // a line break, other control characters and blanks around it are not for a one-line text
  (one) => one.trim() !== '' && one === one.trim() && !/\p{Cc}/u.test(one),
);

test(`${strings.length} naughty strings in every text field`, async () => {
  let fields = 0;
  for (const record of schema.records) {
    if (record.parent || !record.can.create || record.name === 'accounts') continue;
    const body = await sample(root, schema, record.name);
    for (const field of record.fields) {
      if (
        field.readonly ||
        !['text', 'long_text'].includes(field.kind) ||
        field.name === 'credit_code' ||
        /phone|mobile|email/.test(field.name)
      )
        continue;
      fields++;
      for (let at = 0; at < strings.length; at += 20) {
        await Promise.all(
          strings.slice(at, at + 20).map(async (naughty) => {
            const fits =
              [...naughty].length <= (field.max_length ?? 1e9) ? naughty : [...naughty].slice(0, field.max_length).join('').trim();
            // two strings cut alike would meet in a unique field
            if (field.unique && fits !== naughty) return;
            const others: Json = {};
            for (const one of record.fields) if (one !== field && one.name in body && one.kind === 'text') others[one.name] = unique();
            const answer = await root.post(record.name, { ...body, ...others, [field.name]: fits });
            assert.equal(answer.status, 201, `${record.name}.${field.name} = ${JSON.stringify(fits)}: ${answer.text}`);
            assert.equal(answer.json[field.name], fits, `${record.name}.${field.name}`);
            const read = await root.take(`${record.name}/${answer.json.id}`);
            assert.deepEqual(Buffer.from(read[field.name]), Buffer.from(fits));
            if (!field.filterable) return;
            const filter = `${field.name} = "${fits.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
            const found = (await root.list(record.name, { filter, sort: '-created_at' })).items;
            assert.ok(
              found.some((one: Json) => one.id === read.id),
              filter,
            );
            if (field.searchable)
              assert.ok((await root.get(`${record.name}?${new URLSearchParams({ q: fits.slice(0, 50), limit: '1' })}`)).status < 500);
          }),
        );
      }
    }
  }
  assert.ok(fields >= 5, `only ${fields} text fields`);
});
