// What every journey does: sign in, read what the server calls things, and look at each page with axe in both themes.
import AxeBuilder from '@axe-core/playwright';
import { expect, type Locator, type Page } from '@playwright/test';
import type { RecordSchema, Schema } from '../../web/src/api/types';

export const shots = process.env.BYLAW_SHOTS;
export const administrator = { login: 'chen', name: '陳思遠', password: 'Correct-horse-9-battery' };
export const colleagues = [
  { role: 'manager', login: 'lin', name: '林建國' },
  { role: 'salesperson', login: 'zhao', name: '趙曉雯' },
  { role: 'observer', login: 'wu', name: '吳觀' },
];
export const colleague_password = 'Another-horse-7-battery';

export function address(path: string): string {
  const base = process.env.BYLAW_URL;
  if (!base) throw new Error('BYLAW_URL is not set');
  return `${base}${path}`;
}

/** Any word the browser itself complains with is a failure: a broken content security policy shows up only there. */
export function refuse_console_errors(page: Page): string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    const expected_refusal = /status of 4\d\d/.test(message.text());
    if (message.type() === 'error' && !expected_refusal) complaints.push(message.text());
  });
  return complaints;
}

export async function sign_in(page: Page, login: string, password: string, to = '/'): Promise<void> {
  await page.goto(address(`/sign-in?to=${encodeURIComponent(to)}`));
  await page.locator('#login').fill(login);
  await page.locator('#password').fill(password);
  await page.locator('button[type=submit]').click();
  await expect(page.locator('.rail')).toBeVisible();
}

export async function sign_in_as_administrator(page: Page, to = '/'): Promise<void> {
  await sign_in(page, administrator.login, administrator.password, to);
}

export async function record_schema(page: Page, name: string): Promise<RecordSchema> {
  const answer = await page.request.get(address('/api/v1/schema'), { headers: { 'Accept-Language': 'zh-Hant' } });
  const record = ((await answer.json()) as Schema).records.find((one) => one.name === name);
  if (!record) throw new Error(`the schema has no ${name}`);
  return record;
}

export function move_label(record: RecordSchema, name: string): string {
  const move = record.moves.find((one) => one.name === name);
  if (!move) throw new Error(`${record.name} has no move ${name}`);
  return move.label;
}

export function state_label(record: RecordSchema, value: string): string {
  const state = record.fields.find((field) => field.name === record.state);
  return state?.choices?.find((choice) => choice.value === value)?.label ?? value;
}

export function form_field(page: Page, name: string): Locator {
  return page.locator(`[data-field="${name}"]`);
}

export async function fill(page: Page, name: string, value: string): Promise<void> {
  await form_field(page, name).locator('input, textarea').first().fill(value);
}

/** Opens the picker of a field and takes the choice with that text; typing narrows it down as a person would. */
export async function pick(page: Page, picker: Locator, text: string): Promise<void> {
  await picker.locator('input').first().click();
  await picker.locator('input').first().pressSequentially(text.slice(0, 12));
  await page.locator('.ant-select-dropdown:visible .ant-select-item-option', { hasText: text }).first().click();
}

export async function expect_accessible(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme);
    // Colours change by transitions, and a colour in between is nobody's choice.
    await page.waitForTimeout(350);
    const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze();
    const said = violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join('\n')}`);
    expect(said, `${colorScheme} ${page.url()}`).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: 'light' });
}

/** For whoever wants to look: BYLAW_SHOTS names a folder. */
export async function shot(page: Page, name: string): Promise<void> {
  if (!shots) return;
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: `${shots}/${name}-${colorScheme}.png`, fullPage: true });
  }
  await page.emulateMedia({ colorScheme: 'light' });
}
