import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { address } from './office';
import { own_house } from './own_house';

// A real order book of 10,194 lines; it may be used for tests where it lies, but not kept in the project.
const book = join(import.meta.dirname, '../../../shared/data/sales_cn/orders.csv');

if (existsSync(book)) {
  const sign_in_as_administrator = own_house();
  test('4.3.1: a real order book, split where a number has two customers, adds up to the last 分', async ({ page }) => {
    await sign_in_as_administrator(page, '/orders/import');
    await page.locator('input[type=file]').setInputFiles(book);
    await page.getByRole('button', { name: '檢查資料' }).click();
    await expect(page.locator('[data-count=rows]')).toHaveText('10,194');
    await expect(page.locator('[data-count=errors]')).toHaveText('8');
    await page.getByText('拆成兩張訂單').click();
    await expect(page.locator('[data-count=errors]')).toHaveText('0');
    await page.getByRole('button', { name: /^匯入 10,194 列$/ }).click();
    await expect(page.getByRole('heading', { name: '匯入完成' })).toBeVisible({ timeout: 30_000 });

    await page.goto(address('/orders?filter=number%20contains%20%22CN-%22'));
    await expect(page.locator('[data-total=revenue]')).toHaveText('16,867,377.80');
    await expect(page.locator('[data-total=quantity]')).toHaveText('38,654');
    await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '5092');
    await page.goto(address('/order_lines?filter=order.number%20contains%20%22CN-%22'));
    await expect(page.locator('[data-total=amount]')).toHaveText('16,867,377.80');
  });
}
