// The server's memory does not grow with the file it imports: what it keeps for the whole run is an entry for each order number, nothing of the rows.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { type Client, House, sanitized } from './harness.ts';
import { map, step, upload } from './importing.ts';

const house = new House();
let root: Client;
before(async () => {
  root = (await house.open()).administrator;
});
after(() => house.stop());

const bytes_a_number = 90;
const slack = 12 << 20; // what the allocator and the database's caches may still take
const lines_an_order = 5;

function book(first: number, orders: number): Buffer {
  const text = ['訂單編號,訂單日期,客戶編號,客戶名稱,產品編號,產品名稱,數量,單價,備註\n'];
  const note = '這一行要長到記得住的話就看得出來'.repeat(4);
  for (let order = first; order < first + orders; ++order)
    for (let line = 0; line < lines_an_order; ++line)
      text.push(`M-${order},2026-01-31,C-${order % 100},客戶 ${order % 100},P-${line},產品 ${line},2,10.00,${note}\n`);
  return Buffer.from(text.join(''));
}
const highest_memory = () => Number(readFileSync(`/proc/${house.pid}/status`, 'utf8').match(/VmHWM:\s+(\d+)/)?.[1]) * 1024;

async function take(file: Buffer): Promise<void> {
  const imported = await upload(root, 'book.csv', file);
  const targets = ['number', 'ordered_on', 'customer.code', 'customer.name', 'lines.product.code', 'lines.product.name'];
  const mapping = Object.fromEntries([...targets, 'lines.quantity', 'lines.price', 'lines.note'].map((target, index) => [target, index]));
  await map(root, imported.id, mapping);
  const done = await step(root, imported.id, 'run', { mode: 'all' });
  assert.equal(done.state, 'done', JSON.stringify(done.problem));
}

test('clause 4.3.1: a file four times as large takes no more memory but for its order numbers', { skip: sanitized }, async () => {
  const few = 12_000;
  const many = 48_000;
  await take(book(0, few)); // fills the caches of the database as well
  const before = highest_memory();
  const file = book(few, many);
  await take(file);
  const grown = highest_memory() - before;
  assert.ok(grown < many * bytes_a_number + slack, `${grown} bytes more for ${file.length} bytes of file`);
  console.log(`memory: ${before >> 20} MiB, then ${grown >> 10} KiB more for a file of ${file.length >> 20} MiB`);
});
