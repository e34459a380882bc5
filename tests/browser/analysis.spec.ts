import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { address, expect_accessible, refuse_console_errors, sign_in_as_administrator } from './office';

const book = join(import.meta.dirname, '../data/orders_small.csv');

/** The small book of our own, by the routes that the import page uses. */
async function import_book(page: Page): Promise<void> {
  const headers = { 'X-Bylaw': '1' };
  const uploaded = await page.request.post(address('/api/v1/imports?record=orders&name=orders_small.csv'), {
    headers: { ...headers, 'Content-Type': 'application/octet-stream' },
    data: readFileSync(book),
  });
  const { id } = await uploaded.json();
  await page.request.post(address(`/api/v1/imports/${id}/run`), { headers, data: { mode: 'all' } });
  await expect
    .poll(async () => (await (await page.request.get(address(`/api/v1/imports/${id}`))).json()).state, { timeout: 30_000 })
    .toBe('done');
}

test('4.4: from the chart and the table to the very lines behind a figure', async ({ page }) => {
  const complaints = refuse_console_errors(page);
  await sign_in_as_administrator(page);
  await import_book(page);
  await page.getByRole('navigation').getByRole('link', { name: '銷售分析' }).first().click();
  await expect(page).toHaveURL(/\/analysis/);
  await page.goto(address('/analysis?rows=month&measures=revenue,profit&from=2026-01-01&to=2026-03-31&compare=previous&filter='));
  const table = page.getByRole('table');
  const row = (name: string) => table.getByRole('row').filter({ has: page.getByRole('rowheader', { name, exact: true }) });
  await expect(row('2026-01')).toContainText('13,349.90');
  await expect(row('合計')).toContainText('23,047.70');
  await expect(page.getByRole('img', { name: /圖表/ }).locator('canvas')).toBeVisible();
  await expect_accessible(page);

  await row('2026-02').getByRole('link').first().click();
  await expect(page).toHaveURL(/\/order_lines\?/);
  await expect(page.locator('[data-total="amount"]')).toHaveText('4,494.79');
  await page.goBack();
  await expect(row('2026-02')).toBeVisible();
  expect(complaints).toEqual([]);
});

test('4.4: two dimensions as a heat table, classes and a saved analysis, by keyboard where it counts', async ({ page }) => {
  const complaints = refuse_console_errors(page);
  await sign_in_as_administrator(page, '/analysis?rows=month&columns=category&measures=revenue&from=2026-01-01&to=2026-03-31');
  await expect(page.getByRole('columnheader', { name: '家具' })).toBeVisible();
  await page.getByText('熱力表', { exact: true }).click();
  await expect(page).toHaveURL(/show=heat/);
  await expect_accessible(page);

  await page.getByRole('button', { name: '儲存' }).click();
  await page.getByLabel('名稱').fill('品類月報');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.goto(address('/analysis'));
  await page.getByRole('button', { name: '已存分析' }).click();
  await page.getByRole('menuitem', { name: '品類月報' }).click();
  await expect(page).toHaveURL(/columns=category/);

  await page.getByText('ABC 分類', { exact: true }).click();
  await expect(page.getByRole('button', { name: /A 類/ })).toBeVisible();
  await expect_accessible(page);
  await page.getByRole('button', { name: /A 類/ }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: /A 類/ })).toHaveAttribute('aria-pressed', 'true');
  expect(complaints).toEqual([]);
});

test('4.4: on a phone the analysis stays within the width of the screen', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(address('/sign-in?to=%2Fanalysis'));
  await page.locator('#login').fill('chen');
  await page.locator('#password').fill('Correct-horse-9-battery');
  await page.locator('button[type=submit]').click();
  await expect(page.getByRole('heading', { name: '銷售分析' })).toBeVisible();
  await expect(page.getByRole('table')).toBeVisible();
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBeLessThanOrEqual(390);
  await expect_accessible(page);
});
