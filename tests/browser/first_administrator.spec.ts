import { expect, test } from '@playwright/test';
import {
  address,
  administrator,
  colleague_password,
  colleagues,
  expect_accessible,
  fill,
  form_field,
  pick,
  record_schema,
  refuse_console_errors,
  sign_in,
  sign_in_as_administrator,
} from './office';

test('the first administrator comes in by the one-time link', async ({ page }) => {
  const complaints = refuse_console_errors(page);
  await page.goto(address(`/setup#${process.env.BYLAW_SETUP_TOKEN ?? ''}`));
  await expect_accessible(page);
  await page.locator('#name').fill(administrator.name);
  await page.locator('#login').fill(administrator.login);
  await page.locator('#password').fill(administrator.password);
  await page.locator('#again').fill('something else 9');
  await page.locator('button[type=submit]').click();
  await expect(page.locator('#again-note')).toBeVisible();
  await page.locator('#again').fill(administrator.password);
  await page.locator('button[type=submit]').click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText(administrator.name);
  const first_steps = page.getByRole('region', { name: '從這裡開始' });
  await expect(first_steps.getByRole('link')).toHaveText(['為同事建立帳號', '匯入現有的訂單臺賬']);
  await expect_accessible(page);
  expect(complaints).toEqual([]);
});

test('a wrong password is refused in words, and the right one leads to the page asked for', async ({ page }) => {
  await page.goto(address('/customers?q=x'));
  await expect(page).toHaveURL(/\/sign-in\?to=/);
  await expect_accessible(page);
  await page.locator('#login').fill(administrator.login);
  await page.locator('#password').fill('not the password 1');
  await page.locator('button[type=submit]').click();
  await expect(page.getByRole('alert')).toBeVisible();
  await page.locator('#password').fill(administrator.password);
  await page.locator('button[type=submit]').click();
  await expect(page).toHaveURL(/\/customers\?q=x$/);
});

test('2.1: accounts for the other roles, each with a password', async ({ page }) => {
  const complaints = refuse_console_errors(page);
  await sign_in_as_administrator(page, '/accounts');
  const accounts = await record_schema(page, 'accounts');
  const roles = accounts.fields.find((field) => field.name === 'role')?.choices ?? [];
  for (const { role, login, name } of colleagues) {
    await page.goto(address('/accounts/new'));
    await fill(page, 'login', login);
    await fill(page, 'name', name);
    await pick(page, form_field(page, 'role'), roles.find((choice) => choice.value === role)?.label ?? role);
    if (role === 'manager') await expect_accessible(page);
    await page.keyboard.press('Control+Enter');
    await expect(page).toHaveURL(/\/accounts\/\d+$/);
    await page.getByRole('button', { name: '設定密碼' }).click();
    await page.locator('#new-password').fill(colleague_password);
    await page.getByRole('dialog').getByRole('button', { name: '儲存' }).click();
    await expect(page.getByRole('dialog')).toBeHidden();
  }
  await expect_accessible(page);
  await page.goto(address('/accounts'));
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', String(colleagues.length + 2));
  await expect(page.getByRole('row').filter({ hasText: '林建國' })).toBeVisible();
  await expect_accessible(page);
  expect(complaints).toEqual([]);
});

test('9.2: an observer sees the ledger and can change nothing', async ({ page }) => {
  await sign_in(page, 'wu', colleague_password, '/customers');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.getByRole('button', { name: '新增', exact: true })).toHaveCount(0);
  await expect(page.getByRole('button', { name: '匯入' })).toHaveCount(0);
  await page.goto(address('/accounts'));
  await expect(page.getByRole('heading', { level: 1, name: '您無權查看此頁' })).toBeVisible();
  await expect_accessible(page);
});

test('the language is kept with the account', async ({ page, browser }) => {
  await sign_in(page, 'lin', colleague_password);
  await page.getByRole('button', { name: /個人選單/ }).click();
  await expect_accessible(page);
  await page.getByRole('menuitem', { name: 'English' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await expect(page.getByRole('link', { name: 'Home', exact: true })).toBeVisible();
  const other = await (await browser.newContext({ locale: 'zh-TW' })).newPage();
  await sign_in(other, 'lin', colleague_password);
  await expect(other.locator('html')).toHaveAttribute('lang', 'en');
  await other.context().close();
});
