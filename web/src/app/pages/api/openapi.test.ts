import { expect, test } from 'vitest';
import { curl_of, found_in, groups_of, type OpenApi, type_of } from './openapi';

const document: OpenApi = {
  paths: {
    '/api/v1/orders': {
      get: {
        operationId: 'list_orders',
        parameters: [{ name: 'filter', in: 'query' }],
        responses: {
          '200': {
            content: { 'application/json': { schema: { properties: { items: { type: 'array', items: { $ref: '#/x/orders' } } } } } },
          },
          default: {},
        },
      },
      post: {
        operationId: 'create_orders',
        requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/orders_input' } } } },
        responses: { default: {}, '201': { content: { 'application/json': { schema: { $ref: '#/components/schemas/orders' } } } } },
      },
    },
    '/api/v1/orders/{id}': {
      patch: {
        operationId: 'change_orders',
        parameters: [
          { name: 'id', in: 'path', required: true },
          { name: 'If-Match', in: 'header', required: true },
        ],
        requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/orders_input' } } } },
        responses: { '200': {} },
      },
    },
    '/api/v1/search': { get: { operationId: 'search', responses: { '200': {} } } },
  },
  components: {
    schemas: {
      orders: { title: '訂單', properties: { number: { type: ['string', 'null'] }, state: { enum: ['draft', 'closed', null] } } },
      orders_input: {
        properties: {
          customer: { type: ['string', 'null'] },
          ordered_on: { type: ['string', 'null'], format: 'date' },
          note: { type: 'string' },
        },
        required: ['customer', 'ordered_on'],
      },
    },
  },
};

test('operations stand by the record they are about, called what the record is called', () => {
  const groups = groups_of(document);
  expect(groups.map((group) => [group.name, group.label, group.operations.map((one) => one.id)])).toEqual([
    ['orders', '訂單', ['list_orders', 'create_orders', 'change_orders']],
    ['search', 'search', ['search']],
  ]);
  expect(groups[0]?.operations[1]).toMatchObject({ method: 'POST', status: '201' });
  expect(groups[0]?.operations[1]?.answer.map((field) => field.name)).toEqual(['number', 'state']);
  expect(groups[0]?.operations[1]?.body.filter((field) => field.required).map((field) => field.name)).toEqual(['customer', 'ordered_on']);
});

test('a search finds every word in the path, the name, the label or a field, and nothing else', () => {
  const groups = groups_of(document);
  const ids = (text: string) => found_in(groups, text).flatMap((group) => group.operations.map((one) => one.id));
  expect(ids('')).toHaveLength(4);
  expect(ids('訂單 post')).toEqual(['create_orders']);
  expect(ids('If-match')).toEqual(['change_orders']);
  expect(ids('ORDERED_ON')).toEqual(['create_orders', 'change_orders']);
  expect(ids('nothing like it')).toEqual([]);
});

test('types are short and true', () => {
  expect(type_of({ type: ['string', 'null'], format: 'date' })).toBe('string · date');
  expect(type_of({ type: 'string', maxLength: 80 })).toBe('string · ≤ 80');
  expect(type_of({ enum: ['draft', 'closed', null] })).toBe('draft | closed');
  expect(type_of({ type: 'array', items: { $ref: '#/components/schemas/Link' } })).toBe('Link[]');
});

test('a command carries what must be given', () => {
  const [list, create, change] = groups_of(document)[0]?.operations ?? [];
  if (!list || !create || !change) throw new Error('three operations');
  expect(curl_of(list, 'http://x')).toBe(`curl 'http://x/api/v1/orders' \\\n  -H "Authorization: Bearer $TOKEN"`);
  expect(curl_of(create, 'http://x')).toContain(`-d '{"customer":"…","ordered_on":"2026-01-31"}'`);
  expect(curl_of(change, 'http://x')).toContain(`-H 'If-Match: "1"'`);
});
