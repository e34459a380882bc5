import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { address, administrator, expect_accessible, refuse_console_errors, sign_in_as_administrator } from './office';

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

const table_row = (page: Page, name: string) =>
  page
    .getByRole('table')
    .getByRole('row')
    .filter({ has: page.getByRole('rowheader', { name, exact: true }) });

/** Upon the bar of one of the months that stand side by side in the drawing. */
async function click_bar(page: Page, index: number, count: number): Promise<void> {
  const box = await page.getByRole('img', { name: /圖表/ }).locator('canvas').boundingBox();
  if (!box) throw new Error('nothing is drawn');
  const axis = 50;
  const x = axis + ((index + 0.5) * (box.width - axis - 16)) / count;
  await page.mouse.click(box.x + x, box.y + box.height - 44);
}

test('4.4: from a bar of the chart, and from a figure of the table, to the very lines behind it and on to an order', async ({ page }) => {
  const complaints = refuse_console_errors(page);
  await sign_in_as_administrator(page);
  await import_book(page);
  await page.getByRole('navigation').getByRole('link', { name: '銷售分析' }).first().click();
  await expect(page).toHaveURL(/\/analysis/);
  await page.goto(address('/analysis?rows=month&measures=revenue,profit&from=2026-01-01&to=2026-03-31&compare=previous'));
  await expect(table_row(page, '2026-01')).toContainText('13,349.90');
  await expect(table_row(page, '合計')).toContainText('23,047.70');
  await expect(page.getByRole('img', { name: /圖表/ }).locator('canvas')).toBeVisible();
  await expect_accessible(page);

  await click_bar(page, 1, 3);
  await expect(page).toHaveURL(/\/order_lines\?/);
  await expect(page.locator('[data-total="amount"]')).toHaveText('4,494.79');
  await page.goBack();

  await table_row(page, '2026-01').getByRole('link').first().click();
  await expect(page.locator('[data-total="amount"]')).toHaveText('13,349.90');
  await page.getByRole('row').nth(1).getByRole('gridcell').first().click();
  await expect(page).toHaveURL(/\/orders\/\d+/);
  await page.goBack();
  await page.goBack();
  await expect(table_row(page, '2026-02')).toBeVisible();
  expect(complaints).toEqual([]);
});

test('4.4: a heat table by two dimensions, in any order, kept under a name and opened again', async ({ page }) => {
  const complaints = refuse_console_errors(page);
  await sign_in_as_administrator(page, '/analysis?rows=category&columns=month&measures=revenue&from=2026-01-01&to=2026-03-31');
  await expect(page.getByRole('columnheader', { name: '2026-03' })).toBeVisible();
  await page.getByText('熱力表', { exact: true }).click();
  await expect(page).toHaveURL(/show=heat/);
  await expect(page.getByRole('columnheader', { name: '合計' })).toHaveAttribute('aria-sort', 'descending');
  await page.getByRole('columnheader', { name: '合計' }).getByRole('button').click();
  await expect(page.getByRole('columnheader', { name: '合計' })).toHaveAttribute('aria-sort', 'ascending');
  await expect_accessible(page);

  await page.getByRole('button', { name: '常用與已存' }).click();
  await page.getByRole('menuitem', { name: '儲存這項分析…' }).click();
  await page.getByLabel('名稱').fill('品類月報');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: '品類月報' })).toBeVisible();
  await page.goto(address('/analysis'));
  await page.getByRole('button', { name: '常用與已存' }).click();
  await page.getByRole('menuitem', { name: '品類月報' }).click();
  await expect(page).toHaveURL(/columns=month/);
  await expect(page.getByRole('columnheader', { name: '合計' })).toHaveAttribute('aria-sort', 'ascending');
  expect(complaints).toEqual([]);
});

test('4.4: ready-made questions, a condition and the ABC classes', async ({ page }) => {
  const complaints = refuse_console_errors(page);
  await sign_in_as_administrator(page, '/analysis');
  await page.getByRole('button', { name: '常用與已存' }).click();
  await page.getByRole('menuitem', { name: '虧損最多的產品' }).click();
  await expect(page).toHaveURL(/sort=loss/);
  await page.goto(address('/analysis?rows=product&measures=revenue&from=2026-01-01&to=2026-03-31'));
  await expect(table_row(page, '合計')).toContainText('23,047.70');
  await page.getByRole('button', { name: '新增條件' }).click();
  await page.getByRole('combobox', { name: '值' }).click();
  await page.locator('.ant-select-dropdown:visible .ant-select-item-option').first().click();
  await page.locator('.analysis-condition').click({ position: { x: 2, y: 2 } });
  await page.getByRole('button', { name: '套用' }).click();
  await expect(page).toHaveURL(/filter=/);
  await expect(table_row(page, '合計')).not.toContainText('23,047.70');
  await page.getByRole('button', { name: '移除此條件' }).click();
  await expect(table_row(page, '合計')).toContainText('23,047.70');

  await page.getByText('ABC 分類', { exact: true }).click();
  await expect(page.getByRole('button', { name: /A 類/ })).toBeVisible();
  await expect_accessible(page);
  await page.getByRole('button', { name: /A 類/ }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: /A 類/ })).toHaveAttribute('aria-pressed', 'true');
  expect(complaints).toEqual([]);
});

test('4.4: on a phone the answer comes first, within the width of the screen, and the question unfolds', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(address('/sign-in?to=%2Fanalysis%3Fperiod%3Dall'));
  await page.locator('#login').fill(administrator.login);
  await page.locator('#password').fill(administrator.password);
  await page.locator('button[type=submit]').click();
  await expect(page.getByRole('heading', { name: '銷售分析' })).toBeVisible();
  await expect(page.getByRole('table')).toBeVisible();
  await expect(page.getByRole('combobox', { name: '指標' })).toHaveCount(0);
  await page.getByRole('button', { name: /調整/ }).click();
  await expect(page.getByRole('combobox', { name: '指標' })).toBeVisible();
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBeLessThanOrEqual(390);
  await expect_accessible(page);
});

test('4.4.2: what stands out is told by rules with their bounds', async ({ page }) => {
  const complaints = refuse_console_errors(page);
  await sign_in_as_administrator(page, '/analysis?kind=signals&from=2026-01-01&to=2026-03-31');
  await expect(page.getByRole('heading', { name: '規律與異常' })).toBeVisible();
  await expect(page.getByRole('region', { name: '佔比過高的客戶' })).toContainText('20%');
  await expect_accessible(page);
  await page.getByRole('region', { name: '佔比過高的客戶' }).getByRole('link').first().click();
  await expect(page).toHaveURL(/\/order_lines\?/);
  expect(complaints).toEqual([]);
});

test('4.3: what is owed by how long it has been due, and from a figure to its orders', async ({ page }) => {
  const complaints = refuse_console_errors(page);
  await sign_in_as_administrator(page);
  const make = async (records: string, data: unknown) =>
    (await page.request.post(address(`/api/v1/${records}`), { headers: { 'X-Bylaw': '1' }, data })).json();
  const customer = await make('customers', { name: '欠款企業有限公司' });
  const product = await make('products', { code: 'AGE-1', name: '賬齡試品' });
  const lines = [{ product: product.id, quantity: '1', amount: '88.00' }];
  const order = await make('orders', { customer: customer.id, ordered_on: '2020-02-03', lines });
  const confirm = address(`/api/v1/orders/${order.id}/confirm`);
  expect((await page.request.post(confirm, { headers: { 'X-Bylaw': '1', 'If-Match': `"${order.version}"` } })).ok()).toBe(true);
  await page.goto(address('/analysis'));
  await page.getByText('賬齡', { exact: true }).click();
  await expect(table_row(page, '欠款企業有限公司')).toContainText('88.00');
  await expect_accessible(page);
  await table_row(page, '欠款企業有限公司').getByRole('link').first().click();
  await expect(page).toHaveURL(/\/orders\?/);
  await expect(page.locator('[data-total="owed"]')).toHaveText('88.00');
  expect(complaints).toEqual([]);
});
