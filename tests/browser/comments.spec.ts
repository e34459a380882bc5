import { expect, test } from '@playwright/test';
import { address, colleague_password, expect_accessible, fill, refuse_console_errors, sign_in, sign_in_as_administrator } from './office';

const name = '青禾紙業有限公司';

test('3.4.1: colleagues talk about a customer, and the one who is mentioned hears of it', async ({ page, browser }) => {
  const complaints = refuse_console_errors(page);
  const other = await (await browser.newContext({ locale: 'zh-TW' })).newPage();
  await sign_in(other, 'lin', colleague_password);
  const colleague = (await (await other.request.get(address('/api/v1/session'))).json()).account.name;
  const unread = other.locator('.rail .nav-link .count');
  await expect(other.getByRole('link', { name: /提及我的|Mentions/ }).first()).toBeVisible();
  await expect(unread).toHaveCount(0);

  await sign_in_as_administrator(page, '/customers/new');
  await fill(page, 'name', name);
  await page.keyboard.press('Control+Enter');
  await page.getByRole('tab', { name: '動態' }).click();
  const composer = page.locator('.composer textarea');
  await composer.pressSequentially('請 @林');
  await page
    .getByRole('menuitem', { name: colleague })
    .or(page.locator('.ant-mentions-dropdown-menu-item', { hasText: colleague }))
    .first()
    .click();
  await composer.pressSequentially('確認付款條件');
  await expect_accessible(page);
  await page.keyboard.press('Control+Enter');
  await expect(page.locator('.comment-text')).toContainText(`請 @${colleague} 確認付款條件`);
  await expect(page.locator('.comment-mention')).toHaveText(`@${colleague}`);
  await expect(composer).toHaveValue('');
  await expect_accessible(page);

  await expect(unread).toContainText('1');
  await other.locator('.rail .nav-link', { has: other.locator('.count') }).click();
  await expect(other.locator('.mentions li[data-unread="true"]')).toContainText(name);
  await expect_accessible(other);
  await other.locator('.mentions li a').first().click();
  await expect(other.locator('.comment-text')).toContainText('確認付款條件');
  await expect(unread).toHaveCount(0);
  await other.locator('.composer textarea').fill('已確認，月結 30 天');
  await other.keyboard.press('Control+Enter');
  await expect(page.locator('.comment-text').filter({ hasText: '月結 30 天' })).toBeVisible();

  const mine = page.locator('.is-comment').last();
  await mine.getByRole('button', { name: '編輯' }).click();
  await mine.locator('textarea').fill('請確認交貨條件');
  await mine.getByRole('button', { name: '儲存' }).click();
  await expect(page.locator('.comment-text').filter({ hasText: '交貨條件' })).toBeVisible();
  await expect(page.getByText('（已修改）')).toBeVisible();
  await mine.getByRole('button', { name: '收回' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '收回' }).click();
  await expect(page.getByText('留言已收回')).toBeVisible();
  await expect(page.locator('.timeline ol > li')).toHaveCount(3);
  await page.locator('.ant-segmented-item', { hasText: '變更' }).click();
  await expect(page.locator('.timeline ol > li')).toHaveCount(1);
  await expect_accessible(page);
  expect(complaints).toEqual([]);
  await other.context().close();
});
