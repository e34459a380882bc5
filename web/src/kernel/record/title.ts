import type { Line, Link, RecordData, RecordSchema, Value } from '@/api/types';

export function is_link(value: unknown): value is Link {
  return typeof value === 'object' && value !== null && 'id' in value && 'title' in value;
}

export function title_of(record: RecordSchema, data: RecordData): string {
  const value = data[record.title];
  if (is_link(value)) return value.title;
  return typeof value === 'string' && value !== '' ? value : data.id;
}

export function value_of(data: RecordData | Line, name: string): Value | undefined {
  return data[name] as Value | undefined;
}

export function lines_of(data: RecordData, name: string): Line[] {
  const lines = data[name];
  return Array.isArray(lines) ? (lines as Line[]) : [];
}
