import { expect, test } from '@playwright/test';
import {
  address,
  expect_accessible,
  fill,
  form_field,
  move_label,
  pick,
  record_schema,
  refuse_console_errors,
  sign_in_as_administrator,
  state_label,
} from './office';

const customer = '松濤工程有限公司';
const product = '竹節鋼筆';

async function make(page: import('@playwright/test').Page, record: string, values: Record<string, string>): Promise<void> {
  await page.goto(address(`/${record}/new`));
  for (const [name, value] of Object.entries(values)) await fill(page, name, value);
  await page.keyboard.press('Control+Enter');
  await expect(page).toHaveURL(new RegExp(`/${record}/\\d+$`));
}

test('4.3.1: an order goes from draft to closed, and its history says so', async ({ page }) => {
  const complaints = refuse_console_errors(page);
  await sign_in_as_administrator(page);
  await make(page, 'customers', { name: customer });
  await make(page, 'products', { name: product, code: 'CP-9001' });
  const orders = await record_schema(page, 'orders');

  await page.goto(address('/orders/new'));
  await pick(page, form_field(page, 'customer'), customer);
  await fill(page, 'ordered_on', '2026-04-08');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: '新增一列' }).click();
  const cell = (row: number, name: string) => page.locator(`[data-cell="${row}:${name}"]`);
  await pick(page, cell(0, 'product'), product);
  await cell(0, 'quantity').locator('input').fill('１２');
  await cell(0, 'price').locator('input').fill('19.99');
  await cell(0, 'discount').locator('input').fill('2');
  await page.getByRole('button', { name: '儲存' }).click();
  await expect(cell(0, 'discount').locator('.field-error')).not.toBeEmpty();
  await expect_accessible(page);
  await cell(0, 'discount').locator('input').fill('0.15');
  await expect(cell(0, 'amount').locator('input')).toHaveAttribute('placeholder', '203.90');
  await page.getByRole('button', { name: '儲存' }).click();
  await expect(page).toHaveURL(/\/orders\/\d+$/);
  await expect(page.locator('.lines')).toContainText('203.90');
  await expect_accessible(page);

  for (const [move, state] of [
    ['confirm', 'confirmed'],
    ['deliver', 'delivered'],
    ['close', 'closed'],
  ] as const) {
    await page.getByRole('button', { name: move_label(orders, move), exact: true }).click();
    if (move === 'deliver') {
      // All that is open stands in the delivery already.
      await expect(page.locator('[data-cell="0:accepted"] input')).toHaveValue('12');
      await expect_accessible(page);
      await page.getByRole('button', { name: '儲存' }).click();
    }
    await expect(page.locator('.step-now')).toHaveText(state_label(orders, state));
  }
  await expect(page.getByRole('button', { name: '編輯' })).toHaveCount(0);
  await expect_accessible(page);

  await page.getByRole('tab', { name: '動態' }).click();
  const history = page.locator('.history');
  for (const [from, to] of [
    ['draft', 'confirmed'],
    ['confirmed', 'delivered'],
    ['delivered', 'closed'],
  ] as const) {
    const change = history
      .locator('li li')
      .filter({ hasText: state_label(orders, from) })
      .filter({ hasText: state_label(orders, to) });
    await expect(change.first()).toBeVisible();
  }
  await expect_accessible(page);
  expect(complaints).toEqual([]);
});

test('a line changes by its quantity alone, and the figures follow', async ({ page }) => {
  await sign_in_as_administrator(page);
  await page.goto(address('/orders/new'));
  await pick(page, form_field(page, 'customer'), customer);
  await fill(page, 'ordered_on', '2026-04-09');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: '新增一列' }).click();
  const cell = (name: string) => page.locator(`[data-cell="0:${name}"]`);
  await pick(page, cell('product'), product);
  await cell('quantity').locator('input').fill('2');
  await cell('price').locator('input').fill('8.00');
  await page.keyboard.press('Control+Enter');
  await expect(page.locator('.lines')).toContainText('16.00');
  await page.getByRole('button', { name: '編輯' }).click();
  await cell('quantity').locator('input').fill('5');
  await expect(cell('amount').locator('input')).toHaveAttribute('placeholder', '40.00');
  await page.keyboard.press('Control+Enter');
  await expect(page).toHaveURL(/\/orders\/\d+$/);
  await expect(page.locator('.lines')).toContainText('40.00');
});
