import { expect, test } from '@playwright/test';
import { address, expect_accessible, refuse_console_errors, sign_in_as_administrator } from './office';

test('the API is found by a word, read and copied from, in three languages and on a phone', async ({ page }) => {
  const complaints = refuse_console_errors(page);
  await sign_in_as_administrator(page);
  await page.locator('.user-button').click();
  await page.getByRole('menuitem', { name: 'API 說明' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'API 說明' })).toBeVisible();
  await expect(page.getByRole('heading', { level: 2, name: '客戶 customers' })).toBeVisible();
  const all = await page.locator('.api-operation').count();
  expect(all).toBeGreaterThan(20);
  await expect_accessible(page);

  await page.getByRole('searchbox').fill('post orders customer');
  await expect(page.locator('p[role=status]')).not.toHaveText(new RegExp(`^${all}`));
  const create = page.locator('.api-operation').first();
  await create.locator('summary').focus();
  await page.keyboard.press('Enter');
  await expect(create.locator('pre')).toContainText(`curl -X POST '${address('/api/v1/orders')}'`);
  await expect(create.getByText('ordered_on', { exact: true }).first()).toBeVisible();
  await expect_accessible(page);

  await page.setViewportSize({ width: 390, height: 844 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await expect_accessible(page);
  expect(complaints).toEqual([]);
});
