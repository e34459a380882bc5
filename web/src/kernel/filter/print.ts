import type { Condition, Filter } from './model';

const bare = /^[A-Za-z0-9_+:-]+(?:\.[A-Za-z0-9_+:-]+)*$/;
const reserved = /^(and|or|not|in|is|contains|within|empty)$/i;

function value_text(value: string): string {
  if (bare.test(value) && !reserved.test(value)) return value;
  return `"${value.replace(/["\\]/g, '\\$&')}"`;
}

/** What the person typed is text even when it looks like a number or a name. */
function quoted(value: string): string {
  return `"${value.replace(/["\\]/g, '\\$&')}"`;
}

const positive = { not_in: 'in', not_contains: 'contains', not_within: 'within' } as const;

function condition_text({ path, operator, values }: Condition): string {
  const first = values[0] ?? '';
  switch (operator) {
    case 'not_in':
    case 'not_contains':
    case 'not_within':
      return `not ${condition_text({ kind: 'condition', path, operator: positive[operator], values })}`;
    case 'empty':
      return `${path} is empty`;
    case 'not_empty':
      return `${path} is not empty`;
    case 'in':
      return values.length === 1 ? `${path} = ${value_text(first)}` : `${path} in (${values.map(value_text).join(', ')})`;
    case 'range':
      return `${path} in ${end_text(first)}..${end_text(values[1] ?? '')}`;
    case 'contains':
      return `${path} contains ${bare.test(first) && !/^[\d.]/.test(first) ? value_text(first) : quoted(first)}`;
    default:
      return `${path} ${operator} ${value_text(first)}`;
  }
}

function end_text(value: string): string {
  return value === '' ? '' : value_text(value);
}

export function print_filter(filter: Filter | null): string {
  if (filter === null) return '';
  switch (filter.kind) {
    case 'condition':
      return condition_text(filter);
    case 'not':
      return `not ${inside(filter.item)}`;
    default:
      return filter.items
        .map((item) => (filter.kind === 'and' || item.kind === 'or' ? inside(item) : print_filter(item)))
        .join(` ${filter.kind} `);
  }
}

function inside(filter: Filter): string {
  return filter.kind === 'and' || filter.kind === 'or' ? `(${print_filter(filter)})` : print_filter(filter);
}
