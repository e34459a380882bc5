import type { FieldSchema, RecordSchema, Schema } from '@/api/types';

export interface Resolved {
  field: FieldSchema;
  /** The labels on the way, such as 客戶 › 地區. */
  label: string;
}

export function find_field(record: RecordSchema | undefined, name: string): FieldSchema | undefined {
  return record?.fields.find((field) => field.name === name);
}

/** `customer.region` seen from orders: the field region of the record that the link customer points to. */
export function resolve_path(schema: Schema, record: RecordSchema, path: string): Resolved | null {
  const labels: string[] = [];
  let current: RecordSchema | undefined = record;
  const names = path.split('.');
  for (const [index, name] of names.entries()) {
    const field = find_field(current, name);
    if (!field) return null;
    labels.push(field.label);
    if (index === names.length - 1) return { field, label: labels.join(' › ') };
    current = schema.records.find((one) => one.name === field.target);
  }
  return null;
}

export interface PathChoice {
  path: string;
  label: string;
}

/** What one may filter by: the record's own fields, then those one link away. */
export function filterable_paths(schema: Schema, record: RecordSchema): { own: PathChoice[]; linked: PathChoice[] } {
  const own = record.fields.filter((field) => field.filterable);
  const linked = own.flatMap((link) => {
    const target = link.kind === 'link' ? schema.records.find((one) => one.name === link.target) : undefined;
    return (target?.fields ?? [])
      .filter((field) => field.filterable && !field.readonly)
      .map((field) => ({ path: `${link.name}.${field.name}`, label: `${link.label} › ${field.label}` }));
  });
  return { own: own.map((field) => ({ path: field.name, label: field.label })), linked };
}
