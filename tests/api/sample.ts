// Made-up records, from what the schema says of them.
import { type Client, expect, type Json, unique } from './harness.ts';

export async function schema_of(client: Client): Promise<Json> {
  return client.take('schema');
}
export const record_of = (schema: Json, name: string): Json => schema.records.find((record: Json) => record.name === name);

// A body with every required field of a record and nothing else; links lead to records made for it by `maker`. Where something can only be
// said of a record that is under way (a delivery of a confirmed order), that one is moved on to there. `whose`: who is to own it, or what it
// belongs to.
export async function sample(maker: Client, schema: Json, name: string, whose?: string, owner?: Json): Promise<Json> {
  const record = record_of(schema, name);
  const body: Json = {};
  for (const field of record.fields) {
    if (field.readonly || field.name === record.parent || !(field.required || (owner && field.name === 'accepted'))) continue;
    body[field.name] = await sample_value(maker, schema, field, record, owner ?? body, whose);
  }
  if (whose && record.fields.some((field: Json) => field.name === 'owner' && field.target === 'accounts')) body.owner = whose;
  if (name === 'order_returns') Object.assign(body, { quantity: '1', amount: '0.00' }); // left out, it would be all there is
  for (const line of record.lines) body[line.name] = [await sample(maker, schema, line.record, undefined, body)];
  return body;
}
// What a record of this one belongs to, or a line of an order that is there.
async function sample_link(maker: Client, schema: Json, field: Json, record: Json, around: Json, whose?: string): Promise<string> {
  if (field.target === 'accounts') return maker.account.id;
  const target = record_of(schema, field.target);
  const common = field.matching && around[field.matching];
  if (target.parent) return (await maker.take(`${target.belongs_to ?? 'orders'}/${common}`)).lines[0].id;
  const body = await sample(maker, schema, field.target, field.name === record.belongs_to ? whose : undefined);
  if (common) body[field.matching] = common;
  if (field.target === 'orders') Object.assign(body.lines[0], { quantity: '100000', price: '100.00' });
  if (record.name === 'order_returns') body.tracking = 'elsewhere'; // nothing need have been delivered here
  const made = await maker.make(field.target, body);
  if (field.target !== 'orders' || !(record.belongs_to || record.parent)) return made.id;
  return expect(await maker.move(made, 'orders', 'confirm'), 200).id;
}
async function sample_value(maker: Client, schema: Json, field: Json, record: Json, around: Json, whose?: string): Promise<unknown> {
  switch (field.kind) {
    case 'text':
    case 'long_text':
      return unique().slice(0, field.max_length ?? 40);
    case 'integer':
      return Number(field.min ?? 1);
    case 'decimal':
      return '1';
    case 'money':
      return '10.00';
    case 'day':
      return '2026-01-31';
    case 'instant':
      return '2026-01-31T08:00:00.000000Z';
    case 'flag':
      return true;
    case 'choice':
      return field.choices[0].value;
    case 'choices':
      return [field.choices[0].value];
    case 'link':
      return sample_link(maker, schema, field, record, around, whose);
    default:
      throw new Error(`no sample for a field of kind ${field.kind}`);
  }
}
