/** An exact decimal: `units` counted in tenths to the power `scale`. Money never passes through a float. */
export interface Decimal {
  units: bigint;
  scale: number;
}

const pattern = /^([+-]?)(\d+)(?:\.(\d*))?$/;

/** What a person types: full-width digits and thousands separators are put right, anything else is left as it is. */
export function tidy_number(text: string): string {
  return text
    .trim()
    .replace(/[０-９]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0))
    .replace(/[。．]/g, '.')
    .replace(/[－−]/g, '-')
    .replace(/[,，\s]/g, '')
    .replace(/^([+-]?)\./, '$10.');
}

export function parse_decimal(text: string): Decimal | null {
  const match = pattern.exec(text);
  if (!match) return null;
  const fraction = match[3] ?? '';
  const units = BigInt(`${match[2]}${fraction}`);
  return { units: match[1] === '-' ? -units : units, scale: fraction.length };
}

export function multiply(a: Decimal, b: Decimal): Decimal {
  return { units: a.units * b.units, scale: a.scale + b.scale };
}

export function subtract(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale);
  return { units: raise(a, scale) - raise(b, scale), scale };
}

function raise(value: Decimal, scale: number): bigint {
  return value.units * 10n ** BigInt(scale - value.scale);
}

/** Half up, away from zero, as the server rounds a line. */
export function round(value: Decimal, scale: number): Decimal {
  if (value.scale <= scale) return { units: raise(value, scale), scale };
  const divisor = 10n ** BigInt(value.scale - scale);
  const negative = value.units < 0n;
  const magnitude = negative ? -value.units : value.units;
  const rounded = (magnitude * 2n + divisor) / (divisor * 2n);
  return { units: negative ? -rounded : rounded, scale };
}

export function print_decimal(value: Decimal): string {
  const negative = value.units < 0n;
  const digits = (negative ? -value.units : value.units).toString().padStart(value.scale + 1, '0');
  const cut = digits.length - value.scale;
  const text = value.scale === 0 ? digits : `${digits.slice(0, cut)}.${digits.slice(cut)}`;
  return negative ? `-${text}` : text;
}

/** Thousands separators by cutting the text, with a true minus sign so that columns of figures line up. */
export function group_digits(text: string): string {
  const match = pattern.exec(text);
  if (!match) return text;
  const whole = (match[2] ?? '').replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  const fraction = match[3] === undefined ? '' : `.${match[3]}`;
  return `${match[1] === '-' ? '−' : ''}${whole}${fraction}`;
}
