import { expect, type Page, test } from '@playwright/test';
import {
  address,
  expect_accessible,
  fill,
  form_field,
  move_label,
  pick,
  record_schema,
  refuse_console_errors,
  shot,
  sign_in_as_administrator,
  state_label,
} from './office';

const customer = '清泉水務有限公司';
const product = '電磁閥';
async function make(page: Page, record: string, values: Record<string, string>): Promise<void> {
  await page.goto(address(`/${record}/new`));
  for (const [name, value] of Object.entries(values)) await fill(page, name, value);
  await page.keyboard.press('Control+Enter');
  await expect(page).toHaveURL(new RegExp(`/${record}/\\d+$`));
}

const save = (page: Page) => page.getByRole('button', { name: '儲存' }).click();
const cell = (page: Page, row: number, name: string) => page.locator(`[data-cell="${row}:${name}"]`);
const tab = (page: Page, name: string | RegExp) => page.getByRole('tab', { name });
const fact = (page: Page, label: string) => page.locator('.fact').filter({ hasText: label }).locator('dd').first();

test('4.3: an order is delivered in parts, amended, partly returned and paid for', async ({ page }) => {
  const complaints = refuse_console_errors(page);
  await sign_in_as_administrator(page);
  const orders = await record_schema(page, 'orders');
  await make(page, 'customers', { name: customer });
  await make(page, 'products', { name: product, code: 'DV-9002' });
  await page.goto(address('/orders/new'));
  await pick(page, form_field(page, 'customer'), customer);
  await fill(page, 'ordered_on', '2026-03-01');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: '新增一列' }).click();
  await pick(page, cell(page, 0, 'product'), product);
  await cell(page, 0, 'quantity').locator('input').fill('10');
  await cell(page, 0, 'price').locator('input').fill('100.00');
  await cell(page, 0, 'promised_on').locator('input').fill('2026-03-20');
  await page.keyboard.press('Enter');
  await save(page);
  await page.getByRole('button', { name: move_label(orders, 'confirm'), exact: true }).click();
  await expect(page.locator('.step-now')).toHaveText(state_label(orders, 'confirmed'));
  await expect(page.getByRole('button', { name: '編輯' })).toHaveCount(0);
  await expect(page.locator('time.tag-danger').first(), 'the promised day is past').toContainText('2026-03-20');

  await page.getByRole('button', { name: move_label(orders, 'deliver'), exact: true }).click();
  await expect(cell(page, 0, 'accepted').locator('input')).toHaveValue('10');
  await cell(page, 0, 'accepted').locator('input').fill('12');
  await save(page);
  await expect(cell(page, 0, 'accepted').locator('.field-error')).toContainText('10');
  await shot(page, 'delivery-form');
  await cell(page, 0, 'accepted').locator('input').fill('6');
  await fill(page, 'received_by', '倉庫');
  await save(page);
  await expect(tab(page, '交貨記錄')).toHaveAttribute('aria-selected', 'true');
  await expect(page.locator('.children:visible')).toContainText('合格數量 6');
  await expect_accessible(page);
  await shot(page, 'deliveries');

  await page.getByRole('button', { name: move_label(orders, 'amend'), exact: true }).click();
  await cell(page, 0, 'quantity').locator('input').fill('8');
  await save(page);
  await expect(page.locator('.form-problems')).toContainText('修訂原因');
  await fill(page, 'reason', '客戶減少兩件');
  await form_field(page, 'customer_told').locator('input').first().click();
  await page.locator('.ant-select-dropdown:visible .ant-select-item-option', { hasText: '已告知' }).first().click();
  await expect_accessible(page);
  await shot(page, 'amend-form');
  await save(page);
  await expect(page.locator('.step-now')).toHaveText(state_label(orders, 'confirmed'));
  await tab(page, '訂單修訂記錄').click();
  await expect(page.locator('.children:visible')).toContainText('客戶減少兩件');
  const quantity = page.locator('.child-note li:visible').filter({ hasText: `${product} · 數量` });
  await expect(quantity.locator('del')).toHaveText('10');
  await expect(quantity.locator('ins')).toHaveText('8');
  await expect_accessible(page);
  await shot(page, 'amendments');

  await page.getByRole('button', { name: move_label(orders, 'deliver'), exact: true }).click();
  await expect(cell(page, 0, 'accepted').locator('input')).toHaveValue('2');
  await save(page);
  await expect(page.locator('.step-now')).toHaveText(state_label(orders, 'delivered'));

  await tab(page, '退貨記錄').click();
  await page.getByRole('button', { name: '新增退貨' }).click();
  await pick(page, form_field(page, 'line'), product);
  await fill(page, 'quantity', '1');
  await save(page);
  await expect(page.locator('.children:visible')).toContainText('100.00');
  await page.locator('.children:visible').getByRole('link', { name: /^RT-/ }).click();
  await page.getByRole('button', { name: '接受退貨' }).click();
  await fill(page, 'decision', '確認破損');
  await expect_accessible(page);
  await shot(page, 'return-dialog');
  await page.getByRole('dialog').getByRole('button', { name: '接受退貨' }).click();
  await expect(page.locator('.step-now')).toHaveText('已接受');
  await page.locator('.fact .record-link', { hasText: /^SO-/ }).click();
  await expect(fact(page, '應收餘額')).toHaveText('700.00');

  await page.locator('.fact .record-link', { hasText: customer }).click();
  await tab(page, '回款記錄').click();
  await page.getByRole('button', { name: '新增回款' }).click();
  await expect(cell(page, 0, 'amount').locator('input')).toHaveValue('700.00');
  await expect_accessible(page);
  await shot(page, 'receipt-form');
  await save(page);
  await expect(page.locator('.children:visible')).toContainText('回款金額 700.00');
  await tab(page, '訂單臺賬').click();
  await expect(page.locator('.children:visible')).toContainText('應收餘額 0.00');
  await expect_accessible(page);
  await shot(page, 'customer-orders');
  await page.locator('.children:visible .title-link').first().click();
  await expect(fact(page, '應收餘額')).toHaveText('0.00');
  await shot(page, 'order-end');
  expect(complaints).toEqual([]);
});

test('4.3.3: a problem of an order is recorded, seen in the ledger and resolved', async ({ page }) => {
  await sign_in_as_administrator(page);
  const sent = async (record: string, data: object) =>
    (await page.request.post(address(`/api/v1/${record}`), { data, headers: { 'X-Bylaw': '1' } })).json();
  const buyer = await sent('customers', { name: '漏點機械有限公司' });
  const order = await sent('orders', { customer: buyer.id, ordered_on: '2026-03-02' });
  await page.goto(address(`/orders/${order.id}`));
  await tab(page, '訂單問題').click();
  await page.getByRole('button', { name: '新增訂單問題' }).click();
  await fill(page, 'detail', '現場反映閥體滲漏');
  await fill(page, 'department', '生產部');
  await save(page);
  await expect(page.locator('.children:visible')).toContainText('生產部');
  await page.goto(address(`/orders?filter=open_problems > 0 and customer = ${buyer.id}`));
  await expect(page.locator('.title-link')).toHaveCount(1);
  await shot(page, 'ledger');
  await page.locator('.title-link').first().click();
  await tab(page, '訂單問題').click();
  await page.locator('.children:visible').getByRole('link', { name: /^PB-/ }).click();
  await page.getByRole('button', { name: '解決' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '解決' }).click();
  await expect(page.getByRole('dialog').locator('.field-error')).not.toBeEmpty();
  await fill(page, 'resolution', '更換密封件');
  await page.getByRole('dialog').getByRole('button', { name: '解決' }).click();
  await expect(page.locator('.step-now')).toHaveText('已解決');
  await expect_accessible(page);
});
