// A server of its own with one confirmed order, its customer and product named in Latin letters.
import { House, type Json } from '../api/harness';

export async function small_house(): Promise<{ house: House; order: Json }> {
  const house = await new House().open();
  const clerk = house.administrator;
  const customer = await clerk.make('customers', { name: 'Acme Instruments' });
  const product = await clerk.make('products', { name: 'Gauge', code: 'G-1' });
  const line = { product: product.id, quantity: '2', price: '10.00' };
  const draft = await clerk.make('orders', { customer: customer.id, ordered_on: '2026-03-02', lines: [line] });
  return { house, order: (await clerk.move(draft, 'orders', 'confirm')).json };
}
