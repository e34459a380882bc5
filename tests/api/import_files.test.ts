// A file in every dress and every bad file with its message; who may see and steer an import.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Client, expect, House, type Json, refused } from './harness.ts';
import { fen, map, octets, problems_of, step, until_over, upload } from './importing.ts';
import { sheet, workbook, zip } from './workbook.ts';

describe('small and bad files', () => {
  const house = new House();
  let root: Client;
  before(async () => {
    root = (await house.open()).administrator;
  });
  after(() => house.stop());

  const header = ['訂單編號', '訂單日期', '客戶編號', '客戶名稱', '產品編號', '產品名稱', '數量', '單價'];
  const targets = [
    'number',
    'ordered_on',
    'customer.code',
    'customer.name',
    'lines.product.code',
    'lines.product.name',
    'lines.quantity',
    'lines.price',
  ];
  const mapping = Object.fromEntries(targets.map((target, index) => [target, index]));
  let book = 0;
  // Two orders, three lines: 2 × 10.00 + 1 × 2.50, 3 × 0.01. Numbers differ each time.
  const rows = (tag = String(++book)) => [
    [`A-${tag}-1`, '2026-01-31', 'C-1', '東華貿易', 'P-1', '紙', '2', '10.00'],
    [`A-${tag}-1`, '2026-01-31', 'C-1', '東華貿易', 'P-2', '筆', '1', '2.50'],
    [`A-${tag}-2`, '2026-02-01', 'C-2', '南方 "五金", 行', 'P-1', '紙', '3', '0.01'],
  ];
  const cell = (text: string, delimiter: string) =>
    text.includes(delimiter) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  const csv = (table: string[][], delimiter = ',', end = '\n') =>
    [header, ...table].map((row) => row.map((one) => cell(one, delimiter)).join(delimiter)).join(end) + end;

  async function checked(name: string, bytes: string | Buffer): Promise<Json> {
    const imported = await upload(root, name, bytes);
    await map(root, imported.id, mapping);
    return step(root, imported.id, 'check');
  }
  async function imported(name: string, bytes: string | Buffer, mode = 'all'): Promise<Json> {
    const { id, result } = await checked(name, bytes);
    assert.ok(result);
    return step(root, id, 'run', { mode });
  }
  async function adds(name: string, bytes: string | Buffer, format: Json) {
    const before = await root.totals('orders');
    const done = await imported(name, bytes);
    assert.equal(done.state, 'done', JSON.stringify([done.problem, await problems_of(root, done.id)]));
    for (const [key, value] of Object.entries(format)) assert.equal(done.format[key], value, key);
    const now = await root.totals('orders');
    assert.equal(now.count - before.count, 2, name);
    assert.equal(fen(now.sums.revenue) - fen(before.sums.revenue), 2253n, name);
  }

  test('CSV in every dress: BOM, semicolons, tabs, CRLF, without a last line end, UTF-16', async () => {
    await adds('plain.csv', csv(rows()), { kind: 'csv', encoding: 'utf-8', delimiter: ',' });
    await adds('bom.csv', `\ufeff${csv(rows())}`, { encoding: 'utf-8' });
    await adds('semicolon.csv', csv(rows(), ';'), { delimiter: ';' });
    await adds('tab.txt', csv(rows(), '\t', '\r\n'), { delimiter: '\t' });
    await adds('no_end.csv', csv(rows()).trimEnd(), {});
    await adds('utf16.csv', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(csv(rows()), 'utf16le')]), {});
    await adds('blank_lines.csv', csv(rows()).replaceAll('\n', '\n\n'), {});
  });

  test('GB18030 is found by itself', async () => {
    // the header and the words of this file in GB18030, byte by byte: Node has no encoder for it
    const gb18030 = (text: string) => {
      const decoder = new TextDecoder('gb18030');
      const bytes: number[] = [];
      for (const letter of text) {
        if (letter.charCodeAt(0) < 128) bytes.push(letter.charCodeAt(0));
        else bytes.push(...code_of(letter, decoder));
      }
      return Buffer.from(bytes);
    };
    await adds('gb.csv', gb18030(csv(rows())), { encoding: 'gb18030' });
    assert.ok((await root.every('customers')).some((one) => one.name === '南方 "五金", 行'));
  });

  test('xlsx: text, numbers, dates', async () => {
    const typed = rows().map((row) => row.map((one, at) => (at >= 6 ? Number(one) : one)));
    await adds('book.xlsx', workbook(sheet([header, ...typed])), { kind: 'xlsx', sheet: 'Sheet1' });
  });

  test('a file with good and bad rows: nothing by "all", the good ones by "valid", each error with its cell', async () => {
    const table = rows();
    table.push(['A-bad-1', '2026-02-30', 'C-1', '東華貿易', 'P-1', '紙', '1', '1.00']);
    table.push(['A-bad-2', '2026-01-31', 'C-1', '東華貿易', 'P-1', '紙', 'abc', '1.00']);
    table.push(['A-bad-3', '2026-01-31', '', '', 'P-1', '紙', '1', '1.00']);
    const { id, result } = await checked('mixed.csv', csv(table));
    assert.equal(result.rows, 6);
    assert.equal(result.errors, 3);
    assert.equal(result.valid, 3);
    const problems = await problems_of(root, id);
    assert.deepEqual(
      problems.map((one) => one.row),
      [5, 6, 7],
    );
    assert.equal(problems[0].column, '訂單日期');
    assert.equal(problems[0].value, '2026-02-30');
    assert.equal(problems[1].column, '數量');
    assert.ok(problems.every((one) => one.reason && one.severity === 'error'));
    const file = await root.get(`imports/${id}/problems.csv`);
    assert.equal(file.status, 200);
    assert.ok(file.text.startsWith('\ufeff'), 'a BOM, so that Excel reads it');
    assert.match(file.text, /2026-02-30/);
    const before = await root.totals('orders');
    const all = await root.post(`imports/${id}/run`, { mode: 'all' });
    const after_all = all.status === 202 ? await until_over(root, id) : { state: 'refused' };
    assert.ok(['failed', 'refused', 'checked'].includes(after_all.state), JSON.stringify(after_all));
    assert.deepEqual(await root.totals('orders'), before, 'all or nothing');
    const again = await checked('mixed.csv', csv(table));
    const done = await step(root, again.id, 'run', { mode: 'valid' });
    assert.equal(done.state, 'done');
    assert.equal((await root.totals('orders')).count - before.count, 2);
  });

  test('a file that changes an order says so and changes it', async () => {
    const table = rows('change');
    assert.equal((await imported('one.csv', csv(table))).state, 'done');
    const same = await checked('two.csv', csv(table));
    assert.equal(same.result.unchanged, 3);
    const [order] = (await root.list('orders', { filter: 'number = "A-change-1"' })).items;
    assert.equal(order.revenue, '22.50');
  });

  test('cells that a spreadsheet would run are text here, and are harmless on the way out', async () => {
    const table = rows();
    for (const row of table) row[3] = '=HYPERLINK("http://x","y")';
    for (const row of table) row[2] = 'C-formula';
    const done = await imported('formula.csv', csv(table));
    assert.equal(done.state, 'done', JSON.stringify(done));
    assert.ok((await root.every('customers')).some((one) => one.name === '=HYPERLINK("http://x","y")'));
    const bad = await checked('bad.csv', csv([['A-x', '=1+1', 'C-1', '東華貿易', 'P-1', '紙', '=2*3', '1']]));
    const file = await root.get(`imports/${bad.id}/problems.csv`);
    assert.doesNotMatch(file.text, /(^|[,"\n])=/, 'no cell begins with =');
  });

  test('a formula of xlsx without a value is an error of its cell', async () => {
    const typed: (string | number | { xml: string })[][] = rows().map((row) => row.map((one, at) => (at >= 6 ? Number(one) : one)));
    if (typed[0]) typed[0][6] = { xml: '><f>1+1</f>' };
    if (typed[1]) typed[1][6] = { xml: ' t="e"><f>1/0</f><v>#DIV/0!</v>' };
    const { result, id } = await checked('formula.xlsx', workbook(sheet([header, ...typed])));
    assert.equal(result.errors >= 2, true, JSON.stringify(result));
    assert.deepEqual(
      (await problems_of(root, id)).filter((one) => one.column === '數量').map((one) => one.row),
      [2, 3],
    );
  });

  test('each file that cannot be read says why, and nothing is done', async () => {
    const before = await root.totals('orders');
    const good = csv(rows());
    const bomb = zip({ 'xl/worksheets/sheet1.xml': Buffer.alloc(64 << 20, '<row></row>') });
    const real_bomb = workbook(`<row r="1"><c r="A1"><v>1</v></c></row>${' '.repeat(96 << 20)}`);
    const bad: [string, string | Buffer][] = [
      ['empty.csv', ''],
      ['unclosed_quote.csv', good.replace('東華貿易', '"東華貿易')],
      ['wrong_encoding.csv', Buffer.concat([Buffer.from(good), Buffer.from([0xff, 0xff, 0x81, 0x20, 0x0a])])],
      ['nul.csv', good.replace('紙', 'a\0b')],
      ['big_cell.csv', good.replace('東華貿易', 'x'.repeat(1_000_000))],
      ['many_columns.csv', `${'a,'.repeat(5000)}b\n`],
      ['old.xls', Buffer.from('d0cf11e0a1b11ae1000000000000', 'hex')],
      ['cut.xlsx', workbook(sheet([header, ...rows()])).subarray(0, 700)],
      ['not_really.xlsx', Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(4000, 7)])],
      ['no_workbook.xlsx', zip({ 'hello.txt': 'hello' })],
      ['broken.xlsx', workbook('<row><c></row>')],
      ['entities.xlsx', workbook(sheet([header]), '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><si><t>&b;</t></si>')],
      ['bomb.xlsx', bomb],
      ['real_bomb.xlsx', real_bomb],
    ];
    const memory = house.resident_bytes();
    for (const [name, bytes] of bad) {
      const answer = await root.post(`imports?${new URLSearchParams({ record: 'orders', name })}`, Buffer.from(bytes as string), octets);
      let said: Json;
      if (answer.status === 201) {
        const mapped = await root.send('PATCH', `/api/v1/imports/${answer.json.id}`, { mapping });
        if (mapped.status === 409) {
          const over = await root.take(`imports/${answer.json.id}`);
          assert.equal(over.state, 'failed', name);
          said = over.problem;
          refused(mapped, 409, 'conflict');
        } else if (mapped.status === 200) {
          const over = await step(root, answer.json.id, 'check');
          const errors = await problems_of(root, answer.json.id);
          assert.ok(over.state === 'failed' || over.result?.errors > 0, `${name}: ${JSON.stringify(over)}`);
          said = over.problem ?? errors[0];
        } else said = refused(mapped, 400, 'invalid');
      } else {
        assert.ok([400, 413, 415].includes(answer.status), `${name}: ${answer.status} ${answer.text}`);
        said = answer.json;
      }
      const words = said.detail ?? said.reason ?? said.title;
      assert.ok(words && words.length > 5 && !/problem\.|\{\{/.test(words), `${name}: ${JSON.stringify(said)}`);
    }
    house.grew_at_most(200 << 20, memory);
    assert.deepEqual(await root.totals('orders'), before);
  });

  test('a mapping that misses what is required, or names what is not there, is refused', async () => {
    const made = await upload(root, 'orders.csv', csv(rows()));
    for (const wrong of [{ number: 99 }, { number: -1 }, { number: 'x' }, { no_such_target: 1 }, { 'customer.secret.path': 1 }, { id: 0 }])
      refused(await root.send('PATCH', `/api/v1/imports/${made.id}`, { mapping: wrong }), 400, 'invalid');
    const partial = await root.send('PATCH', `/api/v1/imports/${made.id}`, { mapping: { number: 0, ordered_on: 1 } });
    const answer = partial.status === 200 ? await root.post(`imports/${made.id}/check`) : partial;
    const over = answer.status === 202 ? await until_over(root, made.id) : undefined;
    assert.ok(answer.status === 400 || answer.status === 409 || over?.state === 'failed' || over?.result?.errors > 0, answer.text);
    refused(await root.post(`imports/${made.id}/run`, { mode: 'some' }), 400, 'invalid');
  });

  test('an import is seen by who made it; another person sees and steers none of it', async () => {
    const made = await upload(root, 'mine.csv', csv(rows()));
    const other = await house.as('salesperson');
    assert.ok(!(await other.take('imports')).items.some((one: Json) => one.id === made.id));
    for (const answer of [
      await other.get(`imports/${made.id}`),
      await other.get(`imports/${made.id}/problems`),
      await other.get(`imports/${made.id}/problems.csv`),
      await other.send('PATCH', `/api/v1/imports/${made.id}`, { mapping }),
      await other.post(`imports/${made.id}/check`),
      await other.post(`imports/${made.id}/run`, { mode: 'all' }),
      await other.post(`imports/${made.id}/cancel`),
    ])
      refused(answer, 404, 'not_found');
  });

  test('a salesperson imports for himself: what he makes is his, and what is another’s he does not touch', async () => {
    const seller = await house.as('salesperson');
    const table = rows('seller').map((row) => row.with(2, 'C-seller').with(3, 'Seller’s own'));
    const made = await upload(seller, 'mine.csv', csv(table));
    await map(seller, made.id, mapping);
    const over = await step(seller, made.id, 'check');
    if (over.result?.errors === 0) {
      assert.equal((await step(seller, made.id, 'run', { mode: 'all' })).state, 'done');
      for (const order of await seller.every('orders')) assert.equal(order.owner.id, seller.account.id);
    } else
      assert.ok(
        (await problems_of(seller, made.id)).every((one) => /產品|product/i.test(one.column + one.reason)),
        'only products are not his to make',
      );
    const foreign = rows('foreign').map((row) => row.with(2, 'C-1'));
    const second = await upload(seller, 'foreign.csv', csv(foreign));
    await map(seller, second.id, mapping);
    const checked_foreign = await step(seller, second.id, 'check');
    assert.ok(checked_foreign.state === 'failed' || checked_foreign.result.errors > 0, 'C-1 belongs to somebody else');
  });

  test('cancelled while it runs: nothing is half done', async () => {
    const many = Array.from({ length: 20_000 }, (_, i) => [
      `B-${i}`,
      '2026-01-31',
      `D-${i % 50}`,
      `Many ${i % 50}`,
      'P-1',
      '紙',
      '1',
      '1.00',
    ]);
    const before = await root.totals('orders');
    const made = await upload(root, 'many.csv', csv(many));
    await map(root, made.id, mapping);
    await step(root, made.id, 'check');
    expect(await root.post(`imports/${made.id}/run`, { mode: 'all' }), 202);
    const cancel = await root.post(`imports/${made.id}/cancel`);
    assert.ok([202, 409].includes(cancel.status), cancel.text);
    const over = await until_over(root, made.id);
    const now = await root.totals('orders');
    if (over.state === 'cancelled') assert.deepEqual(now, before);
    else assert.equal(now.count - before.count, 20_000, over.state);
  });
});

const known_codes = new Map<string, number[]>();
function code_of(letter: string, decoder: InstanceType<typeof TextDecoder>): number[] {
  if (known_codes.size === 0)
    for (let first = 0x81; first <= 0xfe; first++)
      for (let second = 0x40; second <= 0xfe; second++) {
        const text = decoder.decode(new Uint8Array([first, second]));
        if (second !== 0x7f && [...text].length === 1) known_codes.set(text, [first, second]);
      }
  const code = known_codes.get(letter);
  assert.ok(code, letter);
  return code;
}
