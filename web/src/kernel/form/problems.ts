import type { FieldProblem } from '@/api/types';

/** Messages by path, as the server names them: `customer`, `lines[2].quantity`. */
export type Errors = Record<string, string>;

export function line_path(lines: string, index: number, field: string): string {
  return `${lines}[${index}].${field}`;
}

export interface MappedProblems {
  errors: Errors;
  /** What belongs to no field of this form; it is said above the form instead of being lost. */
  rest: string[];
}

export function map_problems(problems: FieldProblem[], is_shown: (path: string) => boolean): MappedProblems {
  const mapped: MappedProblems = { errors: {}, rest: [] };
  for (const { field, message } of problems) {
    const path = shown_path(field, is_shown);
    if (path === null) mapped.rest.push(field ? `${field}: ${message}` : message);
    else mapped.errors[path] = mapped.errors[path] ? `${mapped.errors[path]} ${message}` : message;
  }
  return mapped;
}

/** `customer.code` is said at `customer` when the form has no closer place. */
function shown_path(path: string, is_shown: (path: string) => boolean): string | null {
  let candidate = path;
  while (candidate !== '') {
    if (is_shown(candidate)) return candidate;
    const cut = Math.max(candidate.lastIndexOf('.'), candidate.lastIndexOf('['));
    if (cut <= 0) return null;
    candidate = candidate.slice(0, cut);
  }
  return null;
}

/** After a line is removed, the messages of the lines behind it move up with them. */
export function without_line(errors: Errors, lines: string, removed: number): Errors {
  const kept: Errors = {};
  const pattern = new RegExp(`^${lines}\\[(\\d+)\\](.*)$`);
  for (const [path, message] of Object.entries(errors)) {
    const match = pattern.exec(path);
    if (!match) kept[path] = message;
    else if (Number(match[1]) < removed) kept[path] = message;
    else if (Number(match[1]) > removed) kept[`${lines}[${Number(match[1]) - 1}]${match[2]}`] = message;
  }
  return kept;
}
