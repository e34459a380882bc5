import { expect, type Page, test } from '@playwright/test';
import { address, expect_accessible, pick, refuse_console_errors, sign_in_as_administrator } from './office';

async function make(page: Page, name: string, segment: string): Promise<void> {
  const made = await page.request.post(address('/api/v1/customers'), { data: { name, segment }, headers: { 'X-Bylaw': '1' } });
  expect(made.status()).toBe(201);
}

async function condition(page: Page, field: string, operator: string, value: string): Promise<void> {
  const editor = page.getByRole('dialog', { name: '條件' });
  await pick(page, editor, field);
  await editor.locator('.ant-select').nth(1).click();
  await page.locator('.ant-select-dropdown:visible .ant-select-item-option').getByText(operator, { exact: true }).click();
  await editor.getByRole('textbox', { name: '值' }).fill(value);
  await editor.getByRole('button', { name: '套用' }).click();
}

test('a filter of conditions, a group of alternatives and a negation is built without its language', async ({ page }) => {
  const complaints = refuse_console_errors(page);
  await sign_in_as_administrator(page);
  for (const [name, segment] of [
    ['篩選甲', '紅'],
    ['篩選乙', '藍'],
    ['篩選丙', '綠'],
    ['篩選丁', '紅藍'],
  ] as const)
    await make(page, name, segment);
  await page.goto(address('/customers'));
  await page.getByRole('button', { name: '新增條件' }).click();
  await condition(page, '客戶名稱', '包含', '篩選');
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '5');
  await page.getByRole('button', { name: '新增條件' }).click();
  await condition(page, '客戶類別', '等於', '紅');
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '2');

  await page.locator('.chip-text').nth(1).click();
  await page.getByRole('button', { name: '加「或」條件…' }).click();
  await condition(page, '客戶類別', '等於', '藍');
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '3');
  await expect(page.getByRole('group', { name: '條件組' })).toContainText('或');
  await expect_accessible(page);

  await page.getByRole('button', { name: '新增條件' }).last().click();
  await condition(page, '客戶名稱', '不包含', '乙');
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '2');
  expect(new URL(page.url()).searchParams.get('filter')).toBe(
    'name contains "篩選" and (segment = "紅" or segment = "藍") and not name contains "乙"',
  );
  expect(complaints).toEqual([]);
});

test('a period counted from today stays so in the address', async ({ page }) => {
  await sign_in_as_administrator(page, '/customers');
  await page.getByRole('button', { name: '新增條件' }).click();
  const editor = page.getByRole('dialog', { name: '條件' });
  await pick(page, editor, '建立時間');
  await editor.getByRole('combobox', { name: '期間' }).click();
  await page.locator('.ant-select-dropdown:visible .ant-select-item-option').getByText('近 7 天', { exact: true }).click();
  await editor.getByRole('button', { name: '套用' }).click();
  await expect(page.locator('.chip-text')).toContainText('近 7 天');
  expect(new URL(page.url()).searchParams.get('filter')).toBe('created_at in today-6..today');
  await expect(page.getByRole('grid')).toBeVisible();
  await expect_accessible(page);
});
