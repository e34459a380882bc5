// A whole piece of work without a pointer: the focus is always somewhere that can be seen, and never lost to the page.
import { expect, type Page, test } from '@playwright/test';
import { House, password } from '../api/harness';
import { expect_accessible, fill, form_field, refuse_console_errors } from './office';

let house: House;

test.beforeAll(async () => {
  house = await new House().open();
  for (const name of ['青松儀錶', '白樺儀錶', '紅柳機械']) await house.administrator.make('customers', { name });
});
test.afterAll(() => house.stop());

/** Where the focus is; it is an error when it is nowhere, or on what cannot be seen. */
async function focused(page: Page): Promise<string> {
  const at = await page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    const { width, height } = element.getBoundingClientRect();
    return {
      tag: element.tagName,
      label: element.getAttribute('aria-label') ?? element.textContent ?? '',
      is_seen: width > 0 && height > 0,
    };
  });
  expect(at, `the focus is lost on ${page.url()}`).not.toBeNull();
  expect(at?.is_seen, `the focus is on something unseen: ${at?.tag} ${at?.label}`).toBe(true);
  return `${at?.tag} ${at?.label}`;
}

/** By Tab alone, as often as it takes. */
async function tab_to(page: Page, matching: RegExp, key = 'Tab'): Promise<void> {
  const seen: string[] = [];
  for (let presses = 0; presses < 80; ++presses) {
    await page.keyboard.press(key);
    const at = await focused(page);
    if (matching.test(at)) return;
    seen.push(at.slice(0, 60));
  }
  throw new Error(`${matching} is not reached by ${key}:\n${seen.join('\n')}`);
}

test('3.4.1: signed in, a list filtered, a customer opened, changed and left again, by keyboard only', async ({ page }) => {
  const complaints = refuse_console_errors(page);
  await page.goto(`${house.url}/sign-in?to=/customers`);
  await expect(page.locator('#login')).toBeFocused();
  await page.keyboard.type('root');
  await page.keyboard.press('Tab');
  await page.keyboard.type(password);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '4');

  await page.keyboard.press('/');
  await page.keyboard.type('儀錶');
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '3');
  await focused(page);
  await tab_to(page, /新增條件/);
  await page.keyboard.press('Enter');
  const editor = page.getByRole('dialog', { name: '條件' });
  await expect(editor.locator(':focus')).toHaveCount(1);
  await page.keyboard.press('Escape');
  await expect(editor).toHaveCount(0);
  await expect(page.getByRole('button', { name: '新增條件' })).toBeFocused();
  await page.getByRole('button', { name: '欄位', exact: true }).focus();
  await page.keyboard.press('Enter');
  const columns = page.getByRole('dialog', { name: '欄位' });
  await expect(columns).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(columns.locator(':focus')).toHaveCount(1);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: '欄位', exact: true })).toBeFocused();

  await tab_to(page, /儀錶/);
  await page.keyboard.press('ArrowDown');
  await focused(page);
  await page.keyboard.press('Enter');
  const name = page.getByRole('heading', { level: 1, name: /儀錶/ });
  await expect(name).toBeVisible();
  const list_is_left = page.url();

  await page.keyboard.press('e');
  await expect(form_field(page, 'name')).toBeVisible();
  await tab_to(page, /INPUT|TEXTAREA/);
  await fill(page, 'address', '海濱路 88 號');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('海濱路 88 號')).toBeVisible();
  expect(page.url()).toBe(list_is_left);
  await page.keyboard.press('Tab');
  await focused(page);
  await expect_accessible(page);

  // The browser's own key for it, which a driven browser does not hear.
  await page.goBack();
  await page.goBack();
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '3');
  await page.keyboard.press('Tab');
  await focused(page);
  expect(complaints).toEqual([]);
});
