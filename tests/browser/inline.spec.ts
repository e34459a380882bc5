import { expect, type Page, test } from '@playwright/test';
import { address, expect_accessible, refuse_console_errors, sign_in_as_administrator } from './office';

const name = '就地修改有限公司';

async function make(page: Page, records: string, data: Record<string, unknown>): Promise<{ id: string; version: number }> {
  const made = await page.request.post(address(`/api/v1/${records}`), { data, headers: { 'X-Bylaw': '1' } });
  expect(made.status(), await made.text()).toBe(201);
  return await made.json();
}

const cell = (page: Page, column: number) => page.locator(`[data-cell="1:${column}"]`);

test('a cell is edited in place: Enter and Tab keep, Escape gives up', async ({ page }) => {
  const complaints = refuse_console_errors(page);
  await sign_in_as_administrator(page);
  const made = await make(page, 'customers', { name });
  await page.goto(address(`/customers?q=${encodeURIComponent(name)}&columns=name,segment,industry,phone,level`));
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '2');

  await cell(page, 2).focus();
  await page.keyboard.press('Enter');
  const editor = page.locator('.cell-editor input');
  await expect(editor).toBeFocused();
  await expect_accessible(page);
  await editor.fill('製造');
  await page.keyboard.press('Tab');
  await expect(cell(page, 2)).toHaveText('製造');
  await expect(cell(page, 3).locator('input')).toBeFocused();
  await page.keyboard.type('機械');
  await page.keyboard.press('Enter');
  await expect(cell(page, 3)).toHaveText('機械');
  await expect(cell(page, 3)).toBeFocused();

  await cell(page, 4).dblclick();
  await expect(page).toHaveURL(/\/customers\?/);
  await editor.fill('abc');
  await page.keyboard.press('Enter');
  await expect(page.locator('.cell-editor [role=alert]')).toBeVisible();
  await expect_accessible(page);
  await page.keyboard.press('Escape');
  await expect(page.locator('.cell-editor')).toHaveCount(0);
  const kept = await (await page.request.get(address(`/api/v1/customers/${made.id}`))).json();
  expect([kept.segment, kept.industry, kept.phone]).toEqual(['製造', '機械', null]);
  expect(complaints).toEqual([]);
});

test('somebody was faster: the two are compared field by field, and nothing is lost', async ({ page }) => {
  await sign_in_as_administrator(page, `/customers?q=${encodeURIComponent(name)}&columns=name,segment`);
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '2');
  await cell(page, 2).dblclick();
  const editor = page.locator('.cell-editor input');
  await editor.fill('我的');
  const { items } = await (await page.request.get(address(`/api/v1/customers?q=${encodeURIComponent(name)}`))).json();
  const theirs = await page.request.patch(address(`/api/v1/customers/${items[0].id}`), {
    data: { segment: '他們的', industry: '另改' },
    headers: { 'X-Bylaw': '1', 'If-Match': `"${items[0].version}"` },
  });
  expect(theirs.status()).toBe(200);
  await editor.press('Enter');
  const dialog = page.getByRole('dialog');
  await expect(dialog).toBeVisible();
  await expect_accessible(page);
  await dialog.getByRole('radio', { name: '我的: 我的' }).check();
  await dialog.locator('.ant-modal-footer .ant-btn-primary').click();
  await expect(cell(page, 2)).toHaveText('我的');
  const kept = await (await page.request.get(address(`/api/v1/customers/${items[0].id}`))).json();
  expect([kept.segment, kept.industry]).toEqual(['我的', '另改']);
});

test('clause 4.3.1: what its state has closed is not edited in place, and a list can be cards', async ({ page }) => {
  await sign_in_as_administrator(page);
  const customer = await make(page, 'customers', { name: '已關閉訂單的客戶' });
  const product = await make(page, 'products', { name: '已關閉產品', price: '1.00' });
  let order = await make(page, 'orders', {
    number: 'CLOSED-1',
    customer: customer.id,
    ordered_on: '2026-05-01',
    lines: [{ product: product.id, quantity: '1' }],
  });
  const moved = await page.request.post(address(`/api/v1/orders/${order.id}/cancel`), {
    headers: { 'X-Bylaw': '1', 'If-Match': `"${order.version}"` },
  });
  order = await moved.json();
  await page.goto(address('/orders?filter=number%20%3D%20%22CLOSED-1%22&columns=number,shipping'));
  await cell(page, 2).dblclick();
  await expect(page.getByText('這條記錄目前不可修改。')).toBeVisible();
  await expect(page.locator('.cell-editor')).toHaveCount(0);

  await page.getByRole('button', { name: '卡片' }).click();
  await expect(page).toHaveURL(/mode=cards/);
  await expect(page.getByRole('listitem').filter({ hasText: 'CLOSED-1' })).toBeVisible();
  await expect_accessible(page);
  await page.getByRole('button', { name: '卡片' }).click();
  await expect(page.getByRole('grid')).toBeVisible();
});
