import type { Values } from './draft';

/** What one kind of line knows beyond its schema. */
export interface LineRule {
  /** After a person has changed `field`: values set to undefined are worked out by the server again. */
  follow?: (field: string, values: Values) => Values;
  /** Figures the server will compute on saving, shown beforehand; what counts is always the server's. */
  preview?: Record<string, (values: Values) => string | null>;
}

const rules = new Map<string, LineRule>();

export function register_line_rule(record: string, rule: LineRule): void {
  rules.set(record, rule);
}

export function line_rule(record: string): LineRule {
  return rules.get(record) ?? {};
}
