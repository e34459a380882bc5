import { type Condition, type Filter, FilterSyntaxError, type Operator } from './model';

type TokenKind = 'word' | 'text' | 'operator' | 'open' | 'close' | 'comma' | 'dots' | 'end';

interface Token {
  kind: TokenKind;
  value: string;
  position: number;
}

const comparisons = new Set(['=', '!=', '<', '<=', '>', '>=']);
const punctuation: Record<string, TokenKind> = { '(': 'open', ')': 'close', ',': 'comma' };

function tokens_of(text: string): Token[] {
  const tokens: Token[] = [];
  let position = 0;
  while (position < text.length) {
    const rest = text.slice(position);
    const blank = /^\s+/.exec(rest);
    if (blank) {
      position += blank[0].length;
      continue;
    }
    const { token, length } = token_at(rest, position);
    tokens.push(token);
    position += length;
  }
  tokens.push({ kind: 'end', value: '', position: text.length });
  return tokens;
}

function token_at(rest: string, position: number): { token: Token; length: number } {
  const first = rest.charAt(0);
  const mark = punctuation[first];
  if (mark) return { token: { kind: mark, value: first, position }, length: 1 };
  if (rest.startsWith('..')) return { token: { kind: 'dots', value: '..', position }, length: 2 };
  const operator = /^(!=|<=|>=|=|<|>)/.exec(rest);
  if (operator) return { token: { kind: 'operator', value: operator[0], position }, length: operator[0].length };
  const quoted = /^"((?:[^"\\]|\\["\\])*)"/.exec(rest);
  if (quoted) {
    const value = (quoted[1] ?? '').replace(/\\(["\\])/g, '$1');
    return { token: { kind: 'text', value, position }, length: quoted[0].length };
  }
  const word = /^(?:(?!\.\.)[^\s()",=!<>])+/.exec(rest);
  if (word) return { token: { kind: 'word', value: word[0], position }, length: word[0].length };
  throw new FilterSyntaxError(position);
}

class Parser {
  private readonly tokens: Token[];
  private at = 0;

  constructor(text: string) {
    this.tokens = tokens_of(text);
  }

  whole(): Filter {
    const filter = this.any();
    if (this.look().kind !== 'end') this.refuse();
    return filter;
  }

  private any(): Filter {
    return this.chain('or', () => this.all());
  }

  private all(): Filter {
    return this.chain('and', () => this.one());
  }

  private chain(kind: 'and' | 'or', part: () => Filter): Filter {
    const items = [part()];
    while (this.take_word(kind)) items.push(part());
    return items.length === 1 && items[0] ? items[0] : { kind, items };
  }

  private one(): Filter {
    if (this.take_word('not')) return { kind: 'not', item: this.one() };
    if (this.take('open')) {
      const inner = this.any();
      this.expect('close');
      return inner;
    }
    return this.condition();
  }

  private condition(): Condition {
    const path = this.expect('word').value;
    const token = this.next();
    if (token.kind === 'operator' && comparisons.has(token.value)) {
      return { kind: 'condition', path, operator: token.value as Operator, values: [this.value()] };
    }
    if (token.kind !== 'word') this.refuse(token);
    switch (token.value.toLowerCase()) {
      case 'in':
        return this.membership(path);
      case 'contains':
        return { kind: 'condition', path, operator: 'contains', values: [this.value()] };
      case 'within':
        return { kind: 'condition', path, operator: 'within', values: [this.value()] };
      case 'is': {
        const negated = this.take_word('not');
        if (!this.take_word('empty')) this.refuse();
        return { kind: 'condition', path, operator: negated ? 'not_empty' : 'empty', values: [] };
      }
      default:
        return this.refuse(token);
    }
  }

  private membership(path: string): Condition {
    if (this.take('open')) {
      const values = [this.value()];
      while (this.take('comma')) values.push(this.value());
      this.expect('close');
      return { kind: 'condition', path, operator: 'in', values };
    }
    const from = this.take('dots') ? null : this.value();
    if (from !== null) this.expect('dots');
    const has_end = this.look().kind === 'text' || (this.look().kind === 'word' && !this.is_joiner());
    return { kind: 'condition', path, operator: 'range', values: [from ?? '', has_end ? this.value() : ''] };
  }

  private is_joiner(): boolean {
    return /^(and|or)$/i.test(this.look().value);
  }

  private value(): string {
    const token = this.next();
    if (token.kind !== 'word' && token.kind !== 'text') this.refuse(token);
    return token.value;
  }

  private look(): Token {
    return this.tokens[this.at] ?? { kind: 'end', value: '', position: 0 };
  }

  private next(): Token {
    const token = this.look();
    if (token.kind !== 'end') this.at += 1;
    return token;
  }

  private take(kind: TokenKind): boolean {
    if (this.look().kind !== kind) return false;
    this.at += 1;
    return true;
  }

  private take_word(word: string): boolean {
    const token = this.look();
    if (token.kind !== 'word' || token.value.toLowerCase() !== word) return false;
    this.at += 1;
    return true;
  }

  private expect(kind: TokenKind): Token {
    const token = this.next();
    if (token.kind !== kind) this.refuse(token);
    return token;
  }

  private refuse(token: Token = this.look()): never {
    throw new FilterSyntaxError(token.position);
  }
}

export function parse_filter(text: string): Filter | null {
  return text.trim() === '' ? null : new Parser(text).whole();
}
