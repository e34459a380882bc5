import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { address, expect_accessible, record_schema, refuse_console_errors } from './office';
import { own_house, owner } from './own_house';

const data = join(import.meta.dirname, '../data');
const whole = join(data, 'orders_small.csv');
const broken = join(data, 'orders_small_broken.csv');

const sign_in_as_administrator = own_house();

/** The sum of a column of the file, exactly, as the ledger writes it. */
function sum_of(header: string, scale: number): string {
  const [first = '', ...rows] = readFileSync(whole, 'utf8').trim().split('\n');
  const column = first.split(',').indexOf(header);
  const units = rows.reduce((sum, row) => {
    const [integer = '0', fraction = ''] = (row.split(',')[column] ?? '0').replace('-', '').split('.');
    const value = BigInt(integer + fraction.padEnd(scale, '0'));
    return (row.split(',')[column] ?? '').startsWith('-') ? sum - value : sum + value;
  }, 0n);
  const digits = units.toString().padStart(scale + 1, '0');
  const integer = digits.slice(0, digits.length - scale).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return scale === 0 ? integer : `${integer}.${digits.slice(-scale)}`;
}

test('4.3.1: a file with mistakes is mended and becomes the ledger, to the last 分', async ({ page }) => {
  const complaints = refuse_console_errors(page);
  await sign_in_as_administrator(page, '/orders/import');
  await expect_accessible(page);

  await page.locator('input[type=file]').setInputFiles(broken);
  await expect(page.getByRole('heading', { name: 'orders_small_broken.csv' })).toBeVisible();
  await expect_accessible(page);
  await page.getByRole('button', { name: '檢查資料' }).click();

  await expect(page.locator('[data-count=rows]')).toHaveText('10');
  await expect(page.locator('[data-count=errors]')).not.toHaveText('0');
  const problems = page.locator('.import-problems tbody tr');
  for (const [row, value] of [
    ['3', '十二个'],
    ['5', '2026-02-30'],
    ['9', '一千二'],
  ] as const) {
    const problem = problems.filter({ hasText: value });
    await expect(problem.locator('td').first()).toHaveText(row);
    await expect(problem.locator('.import-reason')).not.toBeEmpty();
  }
  await expect_accessible(page);
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: '下載問題清單' }).click();
  expect(readFileSync(await (await download).path(), 'utf8')).toContain('十二个');

  await page.getByRole('button', { name: '更換檔案' }).click();
  await page.locator('input[type=file]').setInputFiles(whole);
  await expect(page.locator('[data-count=errors]')).toHaveText('0');
  await expect(page.locator('[data-count=valid]')).toHaveText('10');
  await page.getByRole('button', { name: '匯入 10 列' }).click();
  await expect(page.getByRole('heading', { name: '匯入完成' })).toBeVisible();
  await expect_accessible(page);

  const orders = await record_schema(page, 'orders');
  await page.getByRole('button', { name: `查看${orders.label_many}` }).click();
  await expect(page.locator('[data-total=revenue]')).toHaveText(sum_of('销售额', 2));
  await expect(page.locator('[data-total=profit]')).toHaveText(sum_of('利润', 2));
  await expect(page.locator('[data-total=quantity]')).toHaveText(new RegExp(`^${sum_of('数量', 0)}(\\.0+)?$`));
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '7');
  await expect_accessible(page);

  await page.getByRole('searchbox').fill('HT-2026-0003');
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '2');
  await expect(page.locator('[data-total=revenue]')).toHaveText('2,705.99');
  expect(complaints).toEqual([]);
});

test('a filter lives in the address and can be built, read and written as text', async ({ page }) => {
  await sign_in_as_administrator(page, '/orders?filter=ordered_on%20in%202026-02-01..2026-02-28');
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '3');
  await page.getByRole('button', { name: '表達式' }).click();
  await page.getByRole('dialog').getByRole('textbox').fill('revenue >= 2000 and (state = confirmed or state = draft)');
  await page.getByRole('dialog').getByRole('button', { name: '套用' }).click();
  await expect(page).toHaveURL(/filter=revenue/);
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '4');
  await expect_accessible(page);

  await page.goto(address('/orders?filter=revenue%20%3E%3E%2012'));
  await expect(page.getByRole('button', { name: '篩選表達式有誤' })).toBeVisible();
  await page.getByRole('button', { name: '清除', exact: true }).click();
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '7');

  await page.goto(address('/orders?q=nothing-like-this'));
  await expect(page.getByRole('heading', { name: '沒有符合條件的記錄' })).toBeVisible();
  await expect_accessible(page);
});

test('on a phone the ledger is cards, and the chapters are behind a button', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(address('/sign-in?to=%2Forders'));
  await page.locator('#login').fill(owner.login);
  await page.locator('#password').fill(owner.password);
  await page.locator('button[type=submit]').click();
  await expect(page.locator('.record-card').first()).toBeVisible();
  await expect(page.getByRole('grid')).toHaveCount(0);
  await expect_accessible(page);
  await page.locator('.record-card a').first().click();
  await expect(page).toHaveURL(/\/orders\/\d+$/);
  await expect_accessible(page);
  await page.getByRole('button', { name: '更多' }).click();
  await expect(page.getByRole('dialog').getByRole('link').first()).toBeVisible();
  await expect_accessible(page);
});

test('an import that should not have been is undone', async ({ page }) => {
  const complaints = refuse_console_errors(page);
  await sign_in_as_administrator(page, '/orders/import');
  const wrong = readFileSync(whole, 'utf8').replaceAll('HT-', 'WRONG-');
  await page.locator('input[type=file]').setInputFiles({ name: 'wrong.csv', mimeType: 'text/csv', buffer: Buffer.from(wrong) });
  await page.getByRole('button', { name: '檢查資料' }).click();
  await page.getByRole('button', { name: '匯入 10 列' }).click();
  await expect(page.getByRole('heading', { name: '匯入完成' })).toBeVisible();
  await page.getByRole('button', { name: '撤銷這次匯入' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '撤銷這次匯入' }).click();
  await expect(page.getByRole('heading', { name: '已撤銷匯入' })).toBeVisible();
  await expect(page.locator('.import-outcome')).toContainText(/已移除 \d+ 筆/);
  await expect_accessible(page);
  await page.goto(address('/orders?q=WRONG'));
  await expect(page.getByRole('heading', { name: '沒有符合條件的記錄' })).toBeVisible();
  expect(complaints).toEqual([]);
});
