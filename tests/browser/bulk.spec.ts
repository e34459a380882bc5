import { expect, type Page, test } from '@playwright/test';
import {
  address,
  expect_accessible,
  move_label,
  pick,
  record_schema,
  refuse_console_errors,
  sign_in_as_administrator,
  state_label,
} from './office';

async function make(page: Page, records: string, data: Record<string, unknown>): Promise<{ id: string; version: number }> {
  const made = await page.request.post(address(`/api/v1/${records}`), { data, headers: { 'X-Bylaw': '1' } });
  expect(made.status(), await made.text()).toBe(201);
  return await made.json();
}

const rows = (page: Page) => page.getByRole('row', { selected: true });
const list_of = (segment: string) => address(`/customers?filter=${encodeURIComponent(`segment = "${segment}"`)}&sort=name`);

test('clause 3.4.3: customers are chosen with the keyboard, assigned at once, archived, and taken back', async ({ page }) => {
  const complaints = refuse_console_errors(page);
  await sign_in_as_administrator(page);
  for (const name of ['批量甲', '批量乙', '批量丙', '批量丁']) await make(page, 'customers', { name, segment: '批量' });
  await page.goto(list_of('批量'));
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '5');
  await page.locator('[data-cell="1:1"]').focus();
  await page.keyboard.press('x');
  await page.keyboard.press('Shift+ArrowDown');
  await expect(rows(page)).toHaveCount(2);
  const bar = page.getByRole('region', { name: '批量處理' });
  await expect(bar).toContainText('已選 2 條');
  await expect_accessible(page);

  await bar.getByRole('button', { name: '指派負責人' }).click();
  const dialog = page.getByRole('dialog', { name: '指派負責人' });
  await pick(page, dialog.locator('[data-field=owner]'), '趙曉雯');
  await expect_accessible(page);
  await dialog.getByRole('button', { name: '套用到 2 條' }).click();
  await expect(page.getByText('已處理 2 條')).toBeVisible();
  await expect(page.getByRole('gridcell', { name: '趙曉雯' })).toHaveCount(2);
  await expect(bar).toHaveCount(0);

  await page.getByRole('checkbox', { name: '選擇已載入的各列' }).check();
  await expect(rows(page)).toHaveCount(4);
  await bar.getByRole('button', { name: '歸檔' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '歸檔' }).click();
  await expect(page.getByText('已歸檔 4 條')).toBeVisible();
  await expect(page.getByRole('heading', { name: '沒有符合條件的記錄' }).or(page.locator('.empty h2'))).toBeVisible();
  await expect(page.getByRole('button', { name: '撤銷' })).toBeVisible();
  await page.locator('body').press('z');
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '5');
  expect(complaints).toEqual([]);
});

test('clause 4.3.1: a bulk change tells of each row that was refused, and why', async ({ page }) => {
  await sign_in_as_administrator(page);
  const customer = await make(page, 'customers', { name: '批量訂單客戶' });
  const product = await make(page, 'products', { name: '批量產品', price: '1.00' });
  const order = (number: string, quantities: string[]) =>
    make(page, 'orders', {
      number,
      customer: customer.id,
      ordered_on: '2026-05-01',
      lines: quantities.map((quantity) => ({ product: product.id, quantity })),
    });
  await order('BULK-1', ['1']);
  await order('BULK-2', []);
  await order('BULK-3', ['2']);
  const orders = await record_schema(page, 'orders');
  const confirm = orders.moves.find(({ name }) => name === 'confirm')?.label ?? '';
  await page.goto(address(`/orders?filter=${encodeURIComponent('number contains "BULK-"')}&sort=number`));
  await page.locator('[data-cell="1:0"]').click();
  await page.locator('[data-cell="3:0"]').click({ modifiers: ['Shift'] });
  await expect(rows(page)).toHaveCount(3);
  await page.getByRole('button', { name: '流轉' }).click();
  await page.getByRole('menuitem', { name: confirm }).click();
  await page.getByRole('dialog').getByRole('button', { name: confirm }).click();
  const refused = page.getByRole('dialog', { name: '1 條未能處理' });
  await expect(refused.getByRole('row', { name: /BULK-2/ })).toBeVisible();
  await expect_accessible(page);
  await refused.getByRole('button', { name: '關閉' }).last().click();
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page)).toContainText('BULK-2');
  await page.keyboard.press('Escape');
});

test('clause 4.3.1: a reason that a move asks for is given once for all that are chosen', async ({ page }) => {
  const complaints = refuse_console_errors(page);
  await sign_in_as_administrator(page);
  const customer = await make(page, 'customers', { name: '批量取消客戶' });
  const product = await make(page, 'products', { name: '批量取消產品', price: '1.00' });
  const lines = [{ product: product.id, quantity: '1' }];
  for (const number of ['ONCE-1', 'ONCE-2']) {
    const made = await make(page, 'orders', { number, customer: customer.id, ordered_on: '2026-05-01', lines });
    const headers = { 'X-Bylaw': '1', 'If-Match': `"${made.version}"` };
    expect((await page.request.post(address(`/api/v1/orders/${made.id}/confirm`), { headers })).status()).toBe(200);
  }
  const orders = await record_schema(page, 'orders');
  await page.goto(address(`/orders?filter=${encodeURIComponent('number contains "ONCE-"')}&sort=number`));
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '3');
  await page.locator('[data-cell="1:0"]').focus();
  await page.keyboard.press('Control+a');
  await page.getByRole('button', { name: '流轉' }).click();
  await page.getByRole('menuitem', { name: move_label(orders, 'cancel') }).click();
  const dialog = page.getByRole('dialog');
  await dialog.locator('.ant-modal-footer .ant-btn').last().click();
  await expect(dialog.locator('[data-field=reason] .field-error')).toBeVisible();
  await expect_accessible(page);
  await dialog.locator('[data-field=reason]').getByRole('textbox').fill('客戶停業');
  await pick(page, dialog.locator('[data-field=customer_told]'), '無需告知');
  await dialog.locator('.ant-modal-footer .ant-btn').last().click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByText('已處理 2 條')).toBeVisible();
  await expect(page.getByRole('gridcell', { name: state_label(orders, 'cancelled') })).toHaveCount(2);
  expect(complaints).toEqual([]);
});

test('all that a filter finds is changed by a job, beyond what has been fetched', async ({ page }) => {
  test.slow();
  await sign_in_as_administrator(page);
  for (let from = 0; from < 120; from += 20)
    await Promise.all(Array.from({ length: 20 }, (_, n) => make(page, 'customers', { name: `眾多 ${from + n}`, segment: '眾多' })));
  await page.goto(list_of('眾多'));
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '121');
  await page.locator('[data-cell="1:0"]').focus();
  await page.keyboard.press('Control+a');
  const bar = page.getByRole('region', { name: '批量處理' });
  await bar.getByRole('button', { name: '選擇全部 120 條' }).click();
  await bar.getByRole('button', { name: '修改欄位' }).click();
  const dialog = page.getByRole('dialog', { name: '修改欄位' });
  await pick(page, dialog.locator('label[for=bulk-field]'), '客戶類別');
  await dialog.locator('[data-field=segment] input').fill('改後');
  await dialog.getByRole('button', { name: '套用到 120 條' }).click();
  await expect(page.getByText('已處理 120 條')).toBeVisible({ timeout: 20_000 });
  await page.goto(list_of('改後'));
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '121');
});
