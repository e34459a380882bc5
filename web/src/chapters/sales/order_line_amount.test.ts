import { describe, expect, it } from 'vitest';
import { follow, line_amount } from './order_line_amount';

describe('the amount of an order line', () => {
  it.each([
    [{ quantity: '2', price: '199.99', discount: '0.2' }, '319.98'],
    [{ quantity: '12.5', price: '8' }, '100.00'],
    [{ quantity: 3, price: '0.1', discount: null }, '0.30'],
    [{ quantity: '1', price: '0.01', discount: '0.5' }, '0.01'],
    [{ quantity: '-1', price: '10.00', discount: '0' }, '-10.00'],
    [{ quantity: '', price: '10.00' }, null],
    [{ quantity: 'x', price: '10.00' }, null],
  ])('of %j is %s', (values, amount) => {
    expect(line_amount(values)).toBe(amount);
  });
});

describe('the other figures of a line', () => {
  it('are left to the server when the quantity changes', () => {
    expect(follow('quantity', { quantity: '3', price: '8', amount: '16.00', profit: '2.00', cost: '14.00' })).toEqual({
      quantity: '3',
      price: '8',
      amount: undefined,
      profit: undefined,
      cost: '14.00',
    });
  });
  it('stay when a note changes', () => {
    expect(follow('note', { amount: '16.00', note: 'x' })).toEqual({ amount: '16.00', note: 'x' });
  });
});
