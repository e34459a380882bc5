import { multiply, parse_decimal, print_decimal, round, subtract, tidy_number } from '@/kernel/fields/decimal';
import type { Values } from '@/kernel/form/draft';
import { register_line_rule } from '@/kernel/form/line_rules';

const one = { units: 1n, scale: 0 };

function number(values: Values, name: string, absent: string): ReturnType<typeof parse_decimal> {
  const value = values[name];
  return parse_decimal(value === null || value === undefined || value === '' ? absent : tidy_number(String(value)));
}

// 4.3.1: amount = quantity × price × (1 − discount), half up to 分, once, at the line.
export function line_amount(values: Values): string | null {
  const quantity = number(values, 'quantity', '');
  const price = number(values, 'price', '');
  const discount = number(values, 'discount', '0');
  if (!quantity || !price || !discount) return null;
  return print_decimal(round(multiply(multiply(quantity, price), subtract(one, discount)), 2));
}

/** What each change leaves to the server: amount, cost and profit must stay true to one another. */
const left_to_the_server: Record<string, string[]> = {
  product: ['cost', 'profit'],
  quantity: ['amount', 'profit'],
  price: ['amount', 'profit'],
  discount: ['amount', 'profit'],
  amount: ['price', 'profit'],
  cost: ['profit'],
  profit: ['cost'],
};

export function follow(field: string, values: Values): Values {
  const followed = { ...values };
  for (const name of left_to_the_server[field] ?? []) followed[name] = undefined;
  return followed;
}

register_line_rule('order_lines', { follow, preview: { amount: line_amount } });
