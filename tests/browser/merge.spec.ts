// A customer that is there already: the form says so before it is saved, two become one from a customer's page, and are parted again.
import { expect, type Page, test } from '@playwright/test';
import { address, expect_accessible, fill, form_field, pick, refuse_console_errors, sign_in_as_administrator } from './office';

async function make(page: Page, data: object): Promise<{ id: string }> {
  const answer = await page.request.post(address('/api/v1/customers'), { data, headers: { 'X-Bylaw': '1' } });
  expect(answer.status()).toBe(201);
  return answer.json();
}

test('3.4.1: who is likely there already is named before it is saved, and saving goes on with a click', async ({ page }) => {
  const complaints = refuse_console_errors(page);
  await sign_in_as_administrator(page);
  const known = await make(page, { name: '鼎泰機械有限公司', phone: '02155556666' });
  await page.goto(address('/customers/new'));
  await fill(page, 'name', '鼎泰机械（集团）');
  const notice = page.getByRole('alert').filter({ hasText: '可能已有此客戶' });
  await expect(notice.getByRole('link', { name: '鼎泰機械有限公司' })).toHaveAttribute('href', `/customers/${known.id}`);
  await expect(notice).toContainText('（客戶名稱相同）');
  await fill(page, 'phone', '021-5555 6666');
  await expect(notice).toContainText('（客戶名稱、電話相同）');
  await expect_accessible(page);
  await page.getByRole('button', { name: '儲存' }).first().click();
  await expect(notice).toBeFocused();
  await expect(page).toHaveURL(/\/customers\/new$/);
  await expect_accessible(page);
  await notice.getByRole('button', { name: '並非重複，仍然儲存' }).click();
  await expect(page.getByRole('heading', { level: 1, name: '鼎泰机械（集团）' })).toBeVisible();
  expect(complaints).toEqual([]);
});

test('3.4.1: an edit asks about what it changes only, and who is not there stops nobody', async ({ page }) => {
  await sign_in_as_administrator(page);
  await make(page, { name: '銘凱食品', phone: '02166661111' });
  const twin = await make(page, { name: '铭凯食品有限公司' });
  await page.goto(address(`/customers/${twin.id}/edit`));
  await fill(page, 'address', '上海');
  await page.getByRole('button', { name: '儲存' }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: '铭凯食品有限公司' })).toBeVisible();
  await page.goto(address(`/customers/${twin.id}/edit`));
  await fill(page, 'phone', '02166661111');
  await expect(page.getByRole('alert').filter({ hasText: '銘凱食品' })).toContainText('（電話相同）');
});

test('3.4.1: two customers become one, field by field, and are parted again', async ({ page }) => {
  const complaints = refuse_console_errors(page);
  await sign_in_as_administrator(page);
  const kept = await make(page, { name: '瑞諾紡織有限公司', phone: '02177770000', contacts: [{ name: '單玉' }] });
  const gone = await make(page, { name: '瑞诺纺织', phone: '13911112222', segment: '零售', contacts: [{ name: '李青' }] });
  await page.goto(address(`/customers/${kept.id}`));
  await page.getByRole('button', { name: '合併', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await pick(page, dialog.locator('.wide'), '瑞诺纺织');
  await expect(dialog.getByText('聯絡人 1 筆')).toBeVisible();
  const row = (label: string) => dialog.getByRole('row').filter({ has: page.getByRole('rowheader', { name: label }) });
  await expect(row('客戶名稱').getByRole('radio').first()).toBeChecked();
  await expect(row('客戶類別').getByRole('radio').last()).toBeChecked();
  await row('電話').getByRole('radio').last().check();
  await expect_accessible(page);
  await dialog
    .getByRole('button', { name: '合 併' })
    .or(dialog.getByRole('button', { name: '合併', exact: true }))
    .click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByText('13911112222')).toBeVisible();
  await expect(page.getByRole('cell', { name: '李青' })).toBeVisible();
  await expect_accessible(page);

  await page.locator('.merged-notice').getByRole('link', { name: '瑞诺纺织' }).click();
  await expect(page.getByRole('heading', { level: 1, name: '瑞诺纺织' })).toBeVisible();
  await expect(page.locator('.merged-notice')).toContainText('併入：');
  await page.getByRole('button', { name: '撤銷合併' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '撤銷合併' }).click();
  await expect(page.locator('.merged-notice')).toHaveCount(0);
  await expect(page.getByRole('cell', { name: '李青' })).toBeVisible();
  await page.goto(address(`/customers/${kept.id}`));
  await expect(page.getByText('02177770000')).toBeVisible();
  await expect(form_field(page, 'phone').or(page.getByText('13911112222'))).toHaveCount(0);
  expect(gone.id).not.toBe(kept.id);
  expect(complaints).toEqual([]);
});
