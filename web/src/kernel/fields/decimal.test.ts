import { describe, expect, it } from 'vitest';
import { group_digits, multiply, parse_decimal, print_decimal, round, tidy_number } from './decimal';

describe('money', () => {
  it.each([
    ['16867377.80', '16,867,377.80'],
    ['-1234.5', '−1,234.5'],
    ['0.00', '0.00'],
    ['999', '999'],
    ['1000', '1,000'],
    ['90071992547409931234567.89', '90,071,992,547,409,931,234,567.89'],
    ['not a number', 'not a number'],
  ])('shows %s as %s', (text, shown) => {
    expect(group_digits(text)).toBe(shown);
  });

  it.each([
    ['１，２３４．５', '1234.5'],
    [' 12 000 ', '12000'],
    ['－3', '-3'],
    ['.5', '0.5'],
    ['abc', 'abc'],
  ])('reads %s as %s', (typed, tidied) => {
    expect(tidy_number(typed)).toBe(tidied);
  });

  it.each([
    ['0.005', '0.01'],
    ['0.0049', '0.00'],
    ['-0.005', '-0.01'],
    ['2', '2.00'],
    ['119.245', '119.25'],
  ])('rounds %s half up to %s', (exact, rounded) => {
    const value = parse_decimal(exact);
    expect(value && print_decimal(round(value, 2))).toBe(rounded);
  });

  it('multiplies without losing a digit', () => {
    const a = parse_decimal('12345678901234567.89');
    const b = parse_decimal('3');
    expect(a && b && print_decimal(multiply(a, b))).toBe('37037036703703703.67');
  });
});
