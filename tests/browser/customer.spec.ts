import { expect, test } from '@playwright/test';
import {
  address,
  colleague_password,
  expect_accessible,
  fill,
  form_field,
  refuse_console_errors,
  sign_in,
  sign_in_as_administrator,
} from './office';

const name = '白石儀器有限公司';

test('3.4.1: a customer is made, found with the keyboard and edited', async ({ page }) => {
  const complaints = refuse_console_errors(page);
  await sign_in_as_administrator(page, '/customers/new');
  await expect(form_field(page, 'name')).toBeVisible();
  await page.keyboard.press('Control+Enter');
  await expect(form_field(page, 'name').getByText('必填')).toBeVisible();
  await expect_accessible(page);
  await fill(page, 'name', name);
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();

  await page.goto(address('/customers'));
  await expect(page.getByRole('grid')).toBeVisible();
  await page.keyboard.press('/');
  await page.keyboard.type('白石');
  await expect(page).toHaveURL(/q=/);
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '2');
  await page.locator('[data-cell="1:0"]').focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('[data-cell="1:1"]')).toBeFocused();
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  await expect_accessible(page);

  await page.keyboard.press('e');
  await fill(page, 'address', '海濱路 88 號');
  await page.getByRole('button', { name: '取消' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '繼續編輯' }).click();
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('海濱路 88 號')).toBeVisible();
  await page.getByRole('tab', { name: '動態' }).click();
  await expect(page.locator('.history').getByText('海濱路 88 號')).toBeVisible();
  await expect_accessible(page);
  expect(complaints).toEqual([]);
});

test('two people change one customer, and nothing is lost', async ({ page, browser }) => {
  await sign_in_as_administrator(page, `/customers?q=${encodeURIComponent(name)}`);
  await page.locator('.title-link').first().click();
  await expect(page).toHaveURL(/\/customers\/\d+$/);
  const record = new URL(page.url()).pathname;

  const other = await (await browser.newContext({ locale: 'zh-TW' })).newPage();
  await sign_in(other, 'lin', colleague_password, `${record}/edit`);
  await expect(form_field(other, 'name')).toBeVisible();

  await page.goto(address(`${record}/edit`));
  await fill(page, 'address', '山前街 1 號');
  await fill(page, 'industry', '精密儀器');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('山前街 1 號')).toBeVisible();

  await fill(other, 'address', '河畔路 9 號');
  await fill(other, 'segment', '製造');
  await other.keyboard.press('Control+Enter');
  const dialog = other.getByRole('dialog');
  await expect(dialog).toBeVisible();
  await expect_accessible(other);
  const save = dialog.locator('.ant-modal-footer .ant-btn-primary');
  await expect(save).toBeDisabled();
  await dialog.getByRole('radio', { name: /河畔路 9 號/ }).check();
  await save.click();
  await expect(other).toHaveURL(new RegExp(`${record}$`));
  for (const kept of ['河畔路 9 號', '製造', '精密儀器']) await expect(other.getByText(kept)).toBeVisible();
  await expect(other.getByText('山前街 1 號')).toHaveCount(0);
  await other.context().close();
});

test('archiving can be taken back', async ({ page }) => {
  await sign_in_as_administrator(page, `/customers?q=${encodeURIComponent(name)}`);
  await page.locator('.title-link').first().click();
  await page.getByRole('button', { name: '歸檔' }).click();
  await expect(page.getByRole('button', { name: '恢復' })).toBeVisible();
  await page.getByRole('button', { name: '撤銷' }).click();
  await expect(page.getByRole('button', { name: '歸檔' })).toBeVisible();
  await expect_accessible(page);
});
