import { execFileSync } from 'node:child_process';
import { expect, type Page, test } from '@playwright/test';
import {
  address,
  administrator,
  expect_accessible,
  fill,
  form_field,
  pick,
  refuse_console_errors,
  shots,
  sign_in_as_administrator,
} from './office';

/** What stands on the paper, as a reader of the PDF finds it; the lines of a table as they are laid out. */
async function printed(page: Page, name: string): Promise<{ text: string; pages: number }> {
  const pdf = await page.pdf({ preferCSSPageSize: true, path: shots ? `${shots}/${name}.pdf` : undefined });
  const text = execFileSync('pdftotext', ['-layout', '-', '-'], { input: pdf, encoding: 'utf8' });
  return { text: text.replace(/ +/g, ' '), pages: text.split('\f').length - 1 };
}

async function make_customers(page: Page, names: string[]): Promise<void> {
  for (const name of names) {
    const answer = await page.request.post(address('/api/v1/customers'), { data: { name }, headers: { 'X-Bylaw': '1' } });
    expect(answer.status()).toBe(201);
  }
}

test('3.4.1: a list is printed as it is seen, all of it, with its filter in words', async ({ page }) => {
  const complaints = refuse_console_errors(page);
  await sign_in_as_administrator(page);
  const names = Array.from({ length: 120 }, (_, index) => `印刷客戶${String(index + 1).padStart(3, '0')}`);
  await make_customers(page, names);
  const filter = 'name contains "印刷客戶"';
  await page.goto(address(`/customers?${new URLSearchParams({ filter, sort: 'name' })}`));
  await expect(page.getByText('120 筆')).toBeVisible();
  await expect_accessible(page);

  // The browser's own menu: what has been read so far, and it says so.
  const { text, pages } = await printed(page, 'list');
  expect(text).toContain('客戶');
  expect(text).toMatch(/名稱.*印刷客戶/);
  expect(text).toContain('前 100 筆，共 120 筆');
  expect(text).toContain(`列印人：${administrator.name}`);
  for (const name of names.slice(0, 100)) expect(text).toContain(name);
  expect(text).toMatch(new RegExp(`${pages} ?/ ?${pages}\\s*$`));
  expect(pages).toBeGreaterThan(1);
  for (const screen_only of ['提及我的', '新增', '儲存', '添加篩選']) expect(text).not.toContain(screen_only);

  // Ctrl+P and the button read the rest first.
  await page.evaluate(() => {
    const seen: string[] = [];
    Object.assign(window, { seen, print: () => seen.push(document.querySelector('.print-sheet')?.textContent ?? '') });
  });
  const seen = () => page.evaluate(() => (window as unknown as { seen: string[] }).seen);
  await page.keyboard.press('Control+p');
  await expect.poll(async () => (await seen()).length).toBe(1);
  await page.getByRole('button', { name: '列印列表' }).click();
  await expect.poll(async () => (await seen()).length).toBe(2);
  for (const sheet of await seen()) {
    expect(sheet).toContain('共 120 筆');
    for (const name of names) expect(sheet).toContain(name);
  }
  await expect(page.locator('.print-sheet')).toHaveCount(0);
  expect(complaints).toEqual([]);
});

test('4.3.1: an order is printed as a document, with its lines and its sums', async ({ page }) => {
  await sign_in_as_administrator(page);
  await make_customers(page, ['藍海物流有限公司']);
  const made = await page.request.post(address('/api/v1/products'), {
    data: { name: '紙箱', code: 'PR-31' },
    headers: { 'X-Bylaw': '1' },
  });
  expect(made.status()).toBe(201);
  await page.goto(address('/orders/new'));
  await pick(page, form_field(page, 'customer'), '藍海物流有限公司');
  await fill(page, 'ordered_on', '2026-03-01');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: '新增一列' }).click();
  await pick(page, page.locator('[data-cell="0:product"]'), '紙箱');
  await page.locator('[data-cell="0:quantity"] input').fill('12');
  await page.locator('[data-cell="0:price"] input').fill('1234.50');
  await page.keyboard.press('Control+Enter');
  await expect(page.locator('.record-title h1')).toBeVisible();
  const number = (await page.locator('.record-title h1').textContent()) ?? '';
  // In the dark as well it is black on white.
  await page.emulateMedia({ colorScheme: 'dark' });
  const { text, pages } = await printed(page, 'order');
  for (const there of [number, '藍海物流有限公司', '紙箱', '14,814.00', `列印人：${administrator.name}`]) expect(text).toContain(there);
  expect(text).toMatch(new RegExp(`1 ?/ ?${pages}\\s`));
  for (const screen_only of ['提及我的', '動態', '編輯', '附件']) expect(text).not.toContain(screen_only);
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  const colours = await page.evaluate(() => {
    const style = getComputedStyle(document.querySelector('.fact dd') ?? document.body);
    return [style.color, getComputedStyle(document.body).backgroundColor];
  });
  expect(colours).toEqual(['rgb(0, 0, 0)', 'rgb(255, 255, 255)']);
});
