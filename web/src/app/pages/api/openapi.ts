// What the page of the API shows, read out of the description that the server gives of itself.

export interface JsonSchema {
  $ref?: string;
  title?: string;
  type?: string | string[];
  format?: string;
  pattern?: string;
  maxLength?: number;
  enum?: (string | null)[];
  items?: JsonSchema;
  properties?: Record<string, JsonSchema>;
  required?: string[];
}

interface RawOperation {
  operationId: string;
  parameters?: { name: string; in: string; required?: boolean }[];
  requestBody?: { content: Record<string, { schema: JsonSchema }> };
  responses: Record<string, { content?: Record<string, { schema: JsonSchema }> }>;
}

export interface OpenApi {
  paths: Record<string, Record<string, RawOperation>>;
  components: { schemas: Record<string, JsonSchema> };
}

export interface Field {
  name: string;
  type: string;
  required: boolean;
}

export interface Operation {
  id: string;
  method: string;
  path: string;
  parameters: { name: string; place: string; required: boolean }[];
  body: Field[];
  status: string;
  answer: Field[];
}

export interface Group {
  name: string;
  label: string;
  operations: Operation[];
}

const prefix = '/api/v1/';

function resolve(document: OpenApi, schema: JsonSchema | undefined): JsonSchema {
  const name = schema?.$ref?.split('/').at(-1);
  return name ? (document.components.schemas[name] ?? {}) : (schema ?? {});
}

/** `string · date`, `draft | confirmed`, `order_lines[]`: as short as it can be and still be true. */
export function type_of(schema: JsonSchema): string {
  if (schema.$ref) return schema.$ref.split('/').at(-1) ?? '';
  if (schema.enum) return schema.enum.filter((value) => value !== null).join(' | ');
  const types = [schema.type ?? 'object'].flat().filter((type) => type !== 'null');
  if (types[0] === 'array') return `${type_of(schema.items ?? {})}[]`;
  return [types.join(' | '), schema.format, schema.maxLength && `≤ ${schema.maxLength}`].filter(Boolean).join(' · ');
}

function fields_of(document: OpenApi, schema: JsonSchema | undefined): Field[] {
  const whole = resolve(document, schema);
  const required = new Set(whole.required);
  return Object.entries(whole.properties ?? {}).map(([name, one]) => ({ name, type: type_of(one), required: required.has(name) }));
}

function operation_of(document: OpenApi, path: string, method: string, raw: RawOperation): Operation {
  const [status, answer] = Object.entries(raw.responses).find(([code]) => code !== 'default') ?? ['', {}];
  return {
    id: raw.operationId,
    method: method.toUpperCase(),
    path,
    parameters: (raw.parameters ?? []).map((one) => ({ name: one.name, place: one.in, required: one.required ?? false })),
    body: fields_of(document, raw.requestBody?.content['application/json']?.schema),
    status,
    answer: fields_of(document, answer.content?.['application/json']?.schema),
  };
}

/** By the first word of the path, in the order of the description; called what the record is called. */
export function groups_of(document: OpenApi): Group[] {
  const groups = new Map<string, Group>();
  for (const [path, methods] of Object.entries(document.paths)) {
    const name = path.startsWith(prefix) ? (path.slice(prefix.length).split('/')[0] ?? '') : path;
    const group = groups.get(name) ?? { name, label: document.components.schemas[name]?.title ?? name, operations: [] };
    for (const [method, raw] of Object.entries(methods)) group.operations.push(operation_of(document, path, method, raw));
    groups.set(name, group);
  }
  return [...groups.values()];
}

/** Every word must be somewhere in the operation: its path, its name, what the record is called, a field. */
export function found_in(groups: Group[], text: string): Group[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return groups;
  const is_found = (group: Group, operation: Operation) => {
    const names = [...operation.body, ...operation.answer, ...operation.parameters].map((field) => field.name);
    const all = [group.label, operation.method, operation.path, operation.id, ...names].join(' ').toLowerCase();
    return words.every((word) => all.includes(word));
  };
  return groups
    .map((group) => ({ ...group, operations: group.operations.filter((operation) => is_found(group, operation)) }))
    .filter((group) => group.operations.length > 0);
}

const samples: Record<string, unknown> = { integer: 1, boolean: true };

function sample_of(field: Field): unknown {
  if (field.type.endsWith('[]')) return [];
  if (field.type.includes(' · date')) return '2026-01-31';
  if (field.type.includes(' | ')) return field.type.split(' | ')[0];
  return samples[field.type] ?? '…';
}

/** A command to begin with: what must be given is in it, the rest is left out. */
export function curl_of(operation: Operation, origin: string): string {
  const lines = [`curl ${operation.method === 'GET' ? '' : `-X ${operation.method} `}'${origin}${operation.path}'`];
  lines.push(`-H "Authorization: Bearer $TOKEN"`);
  for (const { name, place, required } of operation.parameters) if (place === 'header' && required) lines.push(`-H '${name}: "1"'`);
  if (operation.body.length > 0) {
    const required = operation.body.filter((field) => field.required);
    const body = Object.fromEntries((operation.method === 'PATCH' ? [] : required).map((field) => [field.name, sample_of(field)]));
    lines.push(`-H 'Content-Type: application/json'`, `-d '${JSON.stringify(body)}'`);
  }
  return lines.join(' \\\n  ');
}
