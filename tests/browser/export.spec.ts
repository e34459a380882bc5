import { readFileSync } from 'node:fs';
import { expect, type Page, test } from '@playwright/test';
import { address, expect_accessible, refuse_console_errors, sign_in_as_administrator } from './office';

const segment = '匯出';

async function downloaded(page: Page, choose: () => Promise<void>): Promise<{ name: string; bytes: Buffer }> {
  const download = page.waitForEvent('download');
  await choose();
  const file = await download;
  return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
}

test('clause 4.3: what a list shows is exported as it is filtered, sorted and laid out', async ({ page }) => {
  const complaints = refuse_console_errors(page);
  await sign_in_as_administrator(page);
  for (const name of ['匯出甲', '匯出乙', '=匯出丙']) {
    const made = await page.request.post(address('/api/v1/customers'), { data: { name, segment }, headers: { 'X-Bylaw': '1' } });
    expect(made.status()).toBe(201);
  }
  await page.goto(address(`/customers?filter=${encodeURIComponent(`segment = "${segment}"`)}&sort=-name&columns=name,segment`));
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '4');
  const menu = page.getByRole('button', { name: '匯出', exact: true });
  await menu.click();
  await expect(page.getByRole('menuitem', { name: 'CSV' })).toBeVisible();
  await expect_accessible(page);
  const csv = await downloaded(page, () => page.getByRole('menuitem', { name: 'CSV' }).click());
  expect(csv.name).toMatch(/^客戶.*-\d{4}-\d\d-\d\d\.csv$/);
  const [head, ...rows] = csv.bytes.toString('utf8').slice(1).trimEnd().split('\r\n');
  expect(head).toMatch(/^客戶名稱,/);
  expect(rows).toEqual([`匯出甲,${segment}`, `匯出乙,${segment}`, `'=匯出丙,${segment}`]);
  await expect(page.getByText('已匯出 3 列')).toBeVisible();

  await menu.click();
  const workbook = await downloaded(page, () => page.getByRole('menuitem', { name: 'Excel' }).click());
  expect(workbook.name).toMatch(/\.xlsx$/);
  expect(workbook.bytes.subarray(0, 2).toString()).toBe('PK');
  await menu.click();
  const again = await downloaded(page, () => page.getByRole('menuitem', { name: /\.csv（3 列）/ }).click());
  expect(again.bytes.equals(csv.bytes)).toBe(true);
  expect(complaints).toEqual([]);
});
