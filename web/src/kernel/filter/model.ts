/** The filter language of the API: text in the address, a tree here, rows of conditions in the builder. */
export type Operator =
  | '='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | 'in'
  | 'range'
  | 'contains'
  | 'within'
  | 'empty'
  | 'not_empty'
  | 'not_in'
  | 'not_contains'
  | 'not_within';

/** The last three are the builder's: in the language they are `not` before the condition. `values` holds one value, the members of `in`, the two ends of `range` (an open end is ''), or nothing. */
export interface Condition {
  kind: 'condition';
  path: string;
  operator: Operator;
  values: string[];
}

export interface Group {
  kind: 'and' | 'or';
  items: Filter[];
}

export interface Not {
  kind: 'not';
  item: Filter;
}

export type Filter = Condition | Group | Not;

export class FilterSyntaxError extends Error {
  readonly position: number;

  constructor(position: number) {
    super(`filter: unexpected text at ${position}`);
    this.position = position;
  }
}
