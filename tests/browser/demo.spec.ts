import { expect, test } from '@playwright/test';
import { House } from '../api/harness';
import { expect_accessible, refuse_console_errors } from './office';

test('a demo is entered by a click on somebody, and looks different to each', async ({ page }) => {
  const house = new House();
  expect(house.command('demo').status).toBe(0);
  await house.start();
  const complaints = refuse_console_errors(page);
  await page.goto(`${house.url}/sign-in?to=/orders`);
  await expect_accessible(page);
  await page.getByRole('button', { name: /部門經理/ }).click();
  const revenue = page.locator('[data-total=revenue]');
  await expect(revenue).toBeVisible();
  await expect(page.locator('[data-total=profit]')).toBeVisible();
  const all = await revenue.textContent();

  await page.context().clearCookies();
  await page.goto(`${house.url}/sign-in?to=/orders`);
  await page
    .getByRole('button', { name: /銷售人員/ })
    .first()
    .click();
  await expect(revenue).toBeVisible();
  await expect(revenue).not.toHaveText(all ?? '');
  expect(complaints).toEqual([]);
  await house.stop();
});
