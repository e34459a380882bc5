import { expect, type Page, test } from '@playwright/test';
import { address, colleague_password, expect_accessible, refuse_console_errors, sign_in, sign_in_as_administrator } from './office';

async function make_customers(page: Page, names: string[]): Promise<void> {
  for (const name of names) {
    const made = await page.request.post(address('/api/v1/customers'), { data: { name, segment: '視圖' }, headers: { 'X-Bylaw': '1' } });
    expect(made.status()).toBe(201);
  }
}

const headers = async (page: Page) => (await page.getByRole('columnheader').allInnerTexts()).filter((text) => text !== '');
const view_button = (page: Page) => page.locator('.view-button');

test('4.3: a view is saved, shared with a colleague, and each keeps columns of their own', async ({ page, browser }) => {
  const complaints = refuse_console_errors(page);
  await sign_in_as_administrator(page);
  await make_customers(page, ['視圖甲公司', '視圖乙公司']);
  await page.goto(address('/customers?filter=segment%20%3D%20%E8%A6%96%E5%9C%96&sort=-name'));
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '3');

  await page.getByRole('button', { name: '欄位', exact: true }).click();
  const chooser = page.getByRole('dialog', { name: '欄位', exact: true });
  await chooser.getByText('緊湊').click();
  await chooser.getByRole('checkbox', { name: '地址' }).check();
  await expect_accessible(page);
  await page.keyboard.press('Escape');
  await expect(page).toHaveURL(/density=compact/);
  expect(await headers(page)).toContain('地址');

  await view_button(page).click();
  await page.getByRole('menuitem', { name: '另存為視圖…' }).click();
  const dialog = page.getByRole('dialog', { name: '另存為視圖…' });
  await dialog.getByLabel('名稱').fill('視圖客戶');
  await dialog.getByRole('switch').click();
  await expect_accessible(page);
  await dialog.getByRole('button', { name: '儲存' }).click();
  await expect(view_button(page)).toContainText('視圖客戶');
  const shared_link = page.url();
  await page.getByRole('columnheader').nth(1).click();
  await expect(view_button(page)).toContainText('已改動');
  await expect_accessible(page);

  const other = await (await browser.newContext({ locale: 'zh-TW' })).newPage();
  await sign_in(other, 'wu', colleague_password);
  await other.goto(shared_link);
  await expect(other.getByRole('grid')).toHaveAttribute('aria-rowcount', '3');
  await expect(view_button(other)).toContainText('視圖客戶');
  await expect(other.getByRole('columnheader', { name: '地址' })).toBeVisible();
  await expect(other.locator('.grid-compact')).toBeVisible();
  await view_button(other).click();
  await expect(other.getByRole('menuitem', { name: '刪除視圖' })).toHaveCount(0);
  await other.getByRole('menuitem', { name: '開啟列表時先顯示它' }).click();
  await expect(other.getByText('視圖已儲存')).toBeVisible();
  await other.goto(address('/customers'));
  await expect(view_button(other)).toContainText('視圖客戶');
  await expect(other.getByRole('grid')).toHaveAttribute('aria-rowcount', '3');
  await view_button(other).click();
  await other.getByRole('menuitem', { name: '全部' }).click();
  await expect(view_button(other)).not.toContainText('視圖客戶');
  await other.context().close();

  await view_button(page).click();
  await page.getByRole('menuitem', { name: '刪除視圖' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '刪除視圖' }).click();
  await expect(view_button(page)).toContainText('全部');
  expect(complaints).toEqual([]);
});

test('columns are widened and moved with the keyboard and with the pointer, and stay so', async ({ page }) => {
  await sign_in_as_administrator(page, '/customers?q=%E8%A6%96%E5%9C%96');
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '3');
  const first = page.locator('[data-cell="0:1"]');
  const [name, second] = await headers(page);
  const before = (await first.boundingBox())?.width ?? 0;
  await page.locator('[data-cell="1:1"]').focus();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Shift+ArrowRight');
  await expect.poll(async () => (await first.boundingBox())?.width ?? 0).toBeGreaterThan(before + 10);
  await page.keyboard.press('Control+Shift+ArrowRight');
  await expect(page.locator('[data-cell="0:2"]')).toBeFocused();
  expect((await headers(page)).slice(0, 2)).toEqual([second, name]);

  const handle = page.locator('[data-cell="0:1"] .grid-resize');
  const box = await handle.boundingBox();
  if (!box) throw new Error('no handle');
  const kept = page.waitForResponse((answer) => answer.url().endsWith('/views/settings') && answer.ok());
  await page.mouse.move(box.x + 4, box.y + 8);
  await page.mouse.down();
  await page.mouse.move(box.x + 64, box.y + 8, { steps: 4 });
  await page.mouse.up();
  await kept;
  const widened = (await page.locator('[data-cell="0:1"]').boundingBox())?.width ?? 0;
  await page.goto(address('/customers'));
  await expect(page.getByRole('grid')).toBeVisible();
  await expect(page).toHaveURL(/columns=/);
  expect((await headers(page)).slice(0, 2)).toEqual([second, name]);
  await expect.poll(async () => (await page.locator('[data-cell="0:1"]').boundingBox())?.width ?? 0).toBe(widened);

  await page.getByRole('button', { name: '欄位', exact: true }).click();
  await page.getByRole('button', { name: '恢復預設' }).click();
  await expect.poll(async () => (await headers(page)).slice(0, 2)).toEqual([name, second]);
});
