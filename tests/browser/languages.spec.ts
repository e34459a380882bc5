// Every word of the main pages in the language that was chosen. The data is in Latin letters, so that a Chinese character on a page is one of ours.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { type House, type Json, password, root } from '../api/harness';
import { expect_accessible, refuse_console_errors } from './office';
import { small_house } from './small_house';

const languages = ['zh-Hant', 'zh-Hans', 'en'] as const;
type Language = (typeof languages)[number];

let house: House;
let order: Json;

test.beforeAll(async () => {
  ({ house, order } = await small_house());
});
test.afterAll(() => house.stop());

/** The texts of a catalog by their keys, the server's and the page's together. */
function catalog_of(language: Language): Map<string, string> {
  const texts = new Map<string, string>();
  const enter = (path: string, value: unknown) => {
    if (typeof value === 'string') texts.set(path, value);
    else for (const [key, inner] of Object.entries(value as object)) enter(path ? `${path}.${key}` : key, inner);
  };
  for (const of of ['web', 'server']) enter('', JSON.parse(readFileSync(join(root, `locales/${of}/${language}.json`), 'utf8')));
  return texts;
}
const catalogs = Object.fromEntries(languages.map((language) => [language, catalog_of(language)])) as Record<Language, Map<string, string>>;
const every_key = new Set(languages.flatMap((language) => [...catalogs[language].keys()]));
const han = /\p{Script=Han}/gu;

/** What is wrong with a text on a page in that language: a key, a character that the language does not write, a sentence of another. */
function complaint_of(text: string, language: Language): string | null {
  if (every_key.has(text) && text.includes('.')) return 'a key';
  const own = new Set(catalogs[language].values());
  const written = new Set([...own].join(''));
  const foreign = [...(text.match(han) ?? [])].filter((one) => language === 'en' || !written.has(one));
  if (foreign.length > 0) return `characters of another language: ${foreign.join('')}`;
  const is_english = language !== 'en' && [...catalogs.en.values()].includes(text) && !own.has(text);
  return is_english && /[a-z]{3}/.test(text) ? 'English' : null;
}

/** Whatever can be read or is read out, but not what is marked as another language (the names of the languages). */
function texts_of(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const own = document.documentElement.lang;
    const found = new Set<string>();
    const is_foreign = (element: Element) => (element.closest('[lang]') as HTMLElement | null)?.lang !== own;
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement;
      if (parent && !parent.closest('script, style, pre, code') && !is_foreign(parent)) found.add(node.textContent?.trim() ?? '');
    }
    for (const element of document.querySelectorAll('[aria-label], [placeholder], [title]')) {
      if (is_foreign(element)) continue;
      for (const name of ['aria-label', 'placeholder', 'title']) found.add(element.getAttribute(name) ?? '');
    }
    return [...found, document.title].filter(Boolean);
  });
}

async function expect_language(page: Page, language: Language): Promise<void> {
  await expect(page.locator('html')).toHaveAttribute('lang', language);
  const said = (await texts_of(page)).flatMap((text) => {
    const complaint = complaint_of(text.replace('章法', ''), language);
    return complaint ? [`“${text}” has ${complaint}`] : [];
  });
  expect(said, page.url()).toEqual([]);
}

const main_pages = (): string[] => [
  '/',
  '/orders',
  '/orders/new',
  `/orders/${order.id}`,
  `/orders/${order.id}?tab=history`,
  `/customers/${order.customer.id}`,
  '/customers/new',
  '/orders/import',
  '/analysis?period=all',
  '/analysis?kind=rfm&from=2026-01-01&to=2026-12-31',
  '/analysis?kind=signals&from=2026-01-01&to=2026-12-31',
  '/analysis?kind=ageing',
  '/receipts',
  '/mentions',
  '/accounts',
  '/api',
  '/nowhere/at/all',
];

for (const language of languages) {
  test(`every main page is in ${language}, chosen in the menu, and nothing of another language is left`, async ({ page }) => {
    test.slow(); // many pages
    const complaints = refuse_console_errors(page);
    await page.goto(`${house.url}/sign-in`);
    await page.locator('.language-links').locator(`[lang="${language}"]`).click();
    await expect_language(page, language);
    await page.locator('#login').fill('root');
    await page.locator('#password').fill(password);
    await page.locator('button[type=submit]').click();
    await page.locator('.user-button').click();
    await page.getByRole('menuitem', { name: { 'zh-Hant': '繁體中文', 'zh-Hans': '简体中文', en: 'English' }[language] }).click();
    await expect(page.locator('html')).toHaveAttribute('lang', language);
    for (const path of main_pages()) {
      await page.goto(`${house.url}${path}`);
      await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible();
      await expect(page.locator('.list-waiting, .waiting, .ant-spin')).toHaveCount(0);
      await expect_language(page, language);
    }
    await page.goto(`${house.url}/orders/${order.id}`);
    await expect_accessible(page);
    expect(complaints).toEqual([]);
  });
}
