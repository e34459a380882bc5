// The work of a day out of the office, on a screen of 390 pixels: nothing is wider than it, and a thumb hits what it means.
import { expect, type Page, test } from '@playwright/test';
import { type House, type Json, password } from '../api/harness';
import { expect_accessible, fill, form_field, pick, refuse_console_errors } from './office';
import { small_house } from './small_house';

let house: House;
let order: Json;

test.use({ viewport: { width: 390, height: 844 } });
test.beforeAll(async () => {
  ({ house, order } = await small_house());
});
test.afterAll(() => house.stop());

async function expect_to_fit(page: Page): Promise<void> {
  expect(await page.evaluate(() => document.documentElement.scrollWidth), page.url()).toBeLessThanOrEqual(390);
  await expect_accessible(page);
}

const least_target = 24; // px, WCAG 2.2 2.5.8

test('4.3.1: on a phone an order is looked up, entered and talked about', async ({ page }) => {
  test.slow(); // looked at with axe after each step
  const complaints = refuse_console_errors(page);
  await page.goto(`${house.url}/sign-in`);
  await page.locator('#login').fill('root');
  await page.locator('#password').fill(password);
  await page.locator('button[type=submit]').click();
  const bar = page.locator('.bottom-bar');
  await expect(bar).toBeVisible();
  await expect_to_fit(page);
  for (const target of await bar.locator('a, button').all()) {
    const box = await target.boundingBox();
    expect(box?.height).toBeGreaterThanOrEqual(least_target);
    expect(box?.width).toBeGreaterThanOrEqual(least_target);
  }

  await bar.getByRole('link', { name: '訂單臺賬' }).click();
  const card = page.locator('.record-card', { hasText: order.number });
  await expect(card).toContainText('Acme Instruments');
  await expect_to_fit(page);
  await card.getByRole('link').first().click();
  await expect(page.getByRole('heading', { level: 1, name: order.number })).toBeVisible();
  await expect_to_fit(page);
  await page.getByRole('tab', { name: '動態' }).click();
  await expect_to_fit(page);

  await bar.getByRole('link', { name: '訂單臺賬' }).click();
  await page.getByRole('button', { name: '新增', exact: true }).click();
  await pick(page, form_field(page, 'customer'), 'Acme Instruments');
  await fill(page, 'ordered_on', '2026-03-05');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: '新增一列' }).click();
  const cell = (name: string) => page.locator(`[data-cell="0:${name}"]`);
  await pick(page, cell('product'), 'Gauge');
  await cell('quantity').locator('input').fill('3');
  await expect_to_fit(page);
  await page.getByRole('button', { name: '儲存' }).click();
  await expect(page).toHaveURL(/\/orders\/\d+$/);
  await expect_to_fit(page);

  await bar.getByRole('button', { name: '更多' }).click();
  await page.getByRole('dialog').getByRole('link', { name: '提及我的' }).click();
  await expect(page.getByRole('heading', { level: 1, name: '提及我的' })).toBeVisible();
  await expect_to_fit(page);
  expect(complaints).toEqual([]);
});
