// An import by its routes, from the upload to the end.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, expect, type Json } from './harness.ts';

export const octets = { 'Content-Type': 'application/octet-stream' };

export async function upload(client: Client, name: string, bytes: string | Buffer, record = 'orders'): Promise<Json> {
  const query = new URLSearchParams({ record, name });
  return expect(await client.post(`imports?${query}`, Buffer.from(bytes as string), octets), 201);
}
export async function until_over(client: Client, id: string): Promise<Json> {
  for (let waited = 0; waited < 300_000; waited += 20) {
    const now = await client.take(`imports/${id}`);
    if (!['checking', 'running'].includes(now.state)) return now;
    await sleep(20);
  }
  throw new Error('the import does not end');
}
export async function step(client: Client, id: string, what: 'check' | 'run', body?: Json): Promise<Json> {
  expect(await client.post(`imports/${id}/${what}`, body), 202);
  return until_over(client, id);
}
export async function map(client: Client, id: string, mapping: Json, options: Json = {}): Promise<Json> {
  return expect(await client.send('PATCH', `/api/v1/imports/${id}`, { mapping, options }), 200);
}
export async function problems_of(client: Client, id: string): Promise<Json[]> {
  const items: Json[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: Json = await client.take(`imports/${id}/problems${cursor ? `?cursor=${encodeURIComponent(cursor)}` : ''}`);
    items.push(...page.items);
    cursor = page.next;
  }
  return items;
}
// { "number": "订单 ID", … } as the indices of the columns of this file.
export function mapping_of(imported: Json, wanted: Record<string, string>): Json {
  const mapping: Json = {};
  for (const [target, header] of Object.entries(wanted)) {
    assert.ok(
      imported.targets.some((one: Json) => one.path === target),
      `no target ${target} in ${imported.targets.map((one: Json) => one.path)}`,
    );
    const column = imported.columns.find((one: Json) => one.header === header);
    assert.ok(column, `no column ${header}`);
    mapping[target] = column.index;
  }
  return mapping;
}
export const fen = (amount: string) => BigInt(amount.replace('.', ''));
// RFC 4180, for the files of these tests.
export function records_of(text: string): string[][] {
  const table: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^,\n]*))(,|\n|$)/g)) {
    row.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
    if (end === ',') continue;
    if (row.length > 1) table.push(row);
    row = [];
  }
  return table;
}
// A line's amount of the source ("-39.78075") as 分, half away from zero.
export function rounded_fen(text: string): bigint {
  const [, sign = '', whole = '0', part = '', exponent = '0'] = text.match(/^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/) ?? [];
  const shift = Number(exponent) + 2 - part.length;
  const digits = BigInt(whole + part);
  const units = shift >= 0 ? digits * 10n ** BigInt(shift) : (digits * 2n + 10n ** BigInt(-shift)) / (2n * 10n ** BigInt(-shift));
  return sign ? -units : units;
}
