import { expect, type Page, test } from '@playwright/test';
import { address, administrator, expect_accessible, refuse_console_errors, sign_in_as_administrator } from './office';

const shops = [
  { name: '重慶單氏銀行設備', code: 'SEARCH-1', phone: '13900007788' },
  { name: '东华贸易', code: 'SEARCH-2', phone: '02366665555' },
];

async function make_shops(page: Page) {
  for (const data of shops) {
    const answer = await page.request.post(address('/api/v1/customers'), { data, headers: { 'X-Bylaw': '1' } });
    expect([201, 409]).toContain(answer.status());
  }
}
const box = (page: Page) => page.getByRole('combobox', { name: '搜尋全部' });
const options = (page: Page) => page.getByRole('option');

test('3.4.1: everything is found with the keyboard: pinyin, initials, either writing, phone digits', async ({ page }) => {
  const complaints = refuse_console_errors(page);
  await sign_in_as_administrator(page);
  await make_shops(page);
  for (const [typed, name] of [
    ['chongqing', '重慶單氏銀行設備'],
    ['cqssyh', '重慶單氏銀行設備'],
    ['dansh', '重慶單氏銀行設備'],
    ['单氏银行', '重慶單氏銀行設備'],
    ['7788', '重慶單氏銀行設備'],
    ['東華貿', '东华贸易'],
    ['donghuam', '东华贸易'],
    ['search-2', '东华贸易'],
  ] as const) {
    await page.keyboard.press('Control+k');
    await expect(box(page)).toBeFocused();
    await page.keyboard.type(typed);
    const found = options(page).filter({ hasText: name });
    await expect(found, typed).toHaveCount(1);
    await expect(found).toHaveAttribute('aria-selected', 'true');
    await expect(box(page)).toHaveAttribute('aria-activedescendant', (await found.getAttribute('id')) ?? '');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
    await expect(page.getByRole('dialog')).toHaveCount(0);
  }
  await page.keyboard.press('Control+k');
  await page.keyboard.type('7788');
  await expect(options(page).filter({ hasText: '13900007788' })).toBeVisible();
  await expect_accessible(page);
  expect(complaints).toEqual([]);
});

test('3.4.1: Enter pressed before the answer is there leads to what is found, not to what stood there before', async ({ page }) => {
  await sign_in_as_administrator(page);
  await make_shops(page);
  await page.keyboard.press('Control+k');
  await expect(box(page)).toBeFocused();
  await page.keyboard.type('donghuam');
  await expect(options(page).filter({ hasText: '东华贸易' })).toHaveCount(1);
  await box(page).selectText();
  await page.keyboard.type('cqssyh');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: '重慶單氏銀行設備' })).toBeVisible();
});

test('the palette begins with what was seen last, leads to pages and actions, and gives the focus back', async ({ page }) => {
  await sign_in_as_administrator(page);
  await make_shops(page);
  const open = page.locator('.rail').getByRole('button', { name: '搜尋' });
  await open.focus();
  await page.keyboard.press('Enter');
  await expect(box(page)).toBeFocused();
  await expect(page.getByRole('status').filter({ hasText: '漢字' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(box(page)).toHaveCount(0);
  await expect(open).toBeFocused();

  await page.keyboard.press('Control+k');
  await page.keyboard.type('新增客戶');
  await expect(options(page).first()).toHaveText('新增客戶');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/customers\/new$/);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('donghuamao');
  await expect(options(page).first()).toHaveText(/东华贸易/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: '东华贸易' })).toBeVisible();

  await page.keyboard.press('g');
  await page.keyboard.press('h');
  await expect(page).toHaveURL(address('/'));
  await page.keyboard.press('Control+k');
  await expect(options(page).first()).toHaveText(/东华贸易/);
  await expect_accessible(page);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: '东华贸易' })).toBeVisible();
});

test('an input method that is composing neither searches nor chooses', async ({ page }) => {
  await sign_in_as_administrator(page);
  await make_shops(page);
  const asked: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('/api/v1/search')) asked.push(new URL(request.url()).searchParams.get('q') ?? '');
  });
  await page.keyboard.press('Control+k');
  await expect(box(page)).toBeFocused();
  const keyboard = await page.context().newCDPSession(page);
  await keyboard.send('Input.imeSetComposition', { text: 'dong', selectionStart: 4, selectionEnd: 4 });
  await box(page).dispatchEvent('keydown', { key: 'Enter', isComposing: true, keyCode: 229, bubbles: true });
  await expect(box(page)).toHaveValue('dong');
  await keyboard.send('Input.insertText', { text: '东华' });
  await expect(options(page).filter({ hasText: '东华贸易' })).toHaveCount(1);
  expect(asked).toEqual(['东华']);
});

test('the keys of every page stand on a sheet and can be turned off', async ({ page }) => {
  await sign_in_as_administrator(page, '/customers');
  await expect(page.getByRole('grid')).toBeVisible();
  await page.keyboard.press('?');
  const sheet = page.getByRole('dialog', { name: '鍵盤快捷鍵' });
  await expect(sheet).toBeVisible();
  for (const keys of ['Ctrl K', '?', 'g h', '/', 'c', 'e', 'j k', 'Ctrl Enter'])
    await expect(sheet.getByText(keys, { exact: true })).toBeVisible();
  await expect_accessible(page);
  await sheet.getByRole('switch').click();
  await page.keyboard.press('Escape');
  await expect(sheet).toHaveCount(0);
  await page.keyboard.press('c');
  await page.keyboard.press('g');
  await page.keyboard.press('h');
  await expect(page).toHaveURL(/\/customers$/);
  await page.keyboard.press('Control+k');
  await expect(box(page)).toBeFocused();
  await page.keyboard.press('Escape');
  await page.evaluate(() => localStorage.removeItem('bylaw.shortcuts'));
  await page.locator('[data-cell="1:0"]').focus();
  await page.keyboard.press('j');
  await expect(page.locator('[data-cell="2:0"]')).toBeFocused();
  await page.keyboard.press('k');
  await expect(page.locator('[data-cell="1:0"]')).toBeFocused();
});

test('on a phone the palette is the whole screen', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(address('/sign-in'));
  await sign_in_as_administrator_on_phone(page);
  await make_shops(page);
  await page.locator('.bottom-bar').getByRole('button', { name: '搜尋' }).click();
  await box(page).fill('dhmy');
  await expect(options(page).filter({ hasText: '东华贸易' })).toBeVisible();
  const size = await page.locator('.palette').boundingBox();
  expect(size).toMatchObject({ x: 0, y: 0, width: 390, height: 844 });
  await expect_accessible(page);
  await options(page).filter({ hasText: '东华贸易' }).click();
  await expect(page.getByRole('heading', { level: 1, name: '东华贸易' })).toBeVisible();
});

async function sign_in_as_administrator_on_phone(page: Page) {
  await page.locator('#login').fill(administrator.login);
  await page.locator('#password').fill(administrator.password);
  await page.locator('button[type=submit]').click();
  await expect(page.locator('.bottom-bar')).toBeVisible();
}
