// What one person changes shows on the pages that another has open: at once, without losing one's place, and through the death of the server.
import { type Browser, expect, type Page, test } from '@playwright/test';
import { type Client, House, password } from '../api/harness';
import { expect_accessible, fill, form_field, refuse_console_errors } from './office';

// A server of its own, because it is killed on the way.
let house: House;
let root: Client;

interface Customer {
  id: string;
  version: number;
  name: string;
}

test.beforeAll(async () => {
  house = await new House().open();
  root = house.administrator;
  await house.as('manager', 'lin');
});
test.afterAll(() => house.stop());

async function open_page(browser: Browser, login: string, to: string): Promise<Page> {
  const page = await (await browser.newContext({ locale: 'zh-TW' })).newPage();
  await page.goto(`${house.url}/sign-in?to=${encodeURIComponent(to)}`);
  await page.locator('#login').fill(login);
  await page.locator('#password').fill(password);
  const stream = page.waitForResponse((answer) => answer.url().includes('/api/v1/events') && answer.status() === 200);
  await page.locator('button[type=submit]').click();
  await stream;
  await expect(page.locator('.rail')).toBeVisible();
  return page;
}
const make = (name: string): Promise<Customer> => root.make('customers', { name });
const rename = (customer: Customer, name: string): Promise<Customer> => root.change('customers', customer, { name });

test('two people on one list: a change shows at once, and nobody loses their place', async ({ browser }) => {
  const customers = [];
  for (let n = 1; n <= 90; n++) customers.push(await make(`長青公司 ${String(n).padStart(3, '0')}`));
  const changed = customers[45] as Customer;
  const [mine, theirs] = [await open_page(browser, 'root', '/customers'), await open_page(browser, 'lin', '/customers?sort=name')];
  const complaints = refuse_console_errors(theirs);
  const row = theirs.getByRole('row').filter({ hasText: changed.name });
  await theirs.getByRole('grid').evaluate((grid) => grid.scrollTo(0, 40 * 40));
  await row.getByRole('gridcell').nth(1).focus();
  const place = () => theirs.getByRole('grid').evaluate((grid) => grid.scrollTop);
  const top = await place();

  await mine.goto(`${house.url}/customers/${changed.id}/edit`);
  await fill(mine, 'address', '長青路 46 號');
  await fill(mine, 'name', '長青公司 046 改名');
  await mine.keyboard.press('Control+Enter');
  await expect(theirs.getByText('長青公司 046 改名')).toBeVisible();
  await expect(theirs.locator('.grid-row.fresh')).toContainText('長青公司 046 改名');
  await expect(row.getByRole('gridcell').nth(1)).toBeFocused();
  expect(await place()).toBe(top);
  await expect_accessible(theirs);

  await make('長青公司 000');
  await expect(theirs.getByRole('grid')).toHaveAttribute('aria-rowcount', '92');
  await expect.poll(place).toBe(top + 40);
  await expect(row.getByRole('gridcell').nth(1)).toBeFocused();
  expect(complaints).toEqual([]);
  await Promise.all([mine.context().close(), theirs.context().close()]);
});

test('an open record becomes what another has made of it, and an open form says so', async ({ browser }) => {
  let customer = await make('松石貿易');
  const page = await open_page(browser, 'lin', `/customers/${customer.id}`);
  customer = await rename(customer, '松石國際貿易');
  await expect(page.getByRole('heading', { level: 1, name: '松石國際貿易' })).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: root.account.name })).toBeVisible();
  await expect_accessible(page);

  await page.goto(`${house.url}/customers/${customer.id}/edit`);
  await fill(page, 'address', '我的地址 1 號');
  customer = await rename(customer, '松石集團');
  await expect(form_field(page, 'name').locator('input')).toHaveValue('松石國際貿易');
  const notice = page.locator('.form-changed');
  await expect(notice).toContainText(root.account.name);
  await expect_accessible(page);
  await notice.getByRole('button').click();
  await page.getByRole('dialog').locator('.ant-modal-footer .ant-btn-primary').click();
  await expect(page.getByRole('heading', { level: 1, name: '松石集團' })).toBeVisible();
  await expect(page.getByText('我的地址 1 號')).toBeVisible();
  await page.context().close();
});

test('a server that is killed and comes back: no change is missed', async ({ browser }) => {
  const customers = [await make('渡口機電 1'), await make('渡口機電 2'), await make('渡口機電 3')];
  const page = await open_page(browser, 'lin', `/customers?q=${encodeURIComponent('渡口機電')}&sort=name`);
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '4');
  await Promise.all(customers.map((customer) => rename(customer, `${customer.name} 改`)));
  await house.end('SIGKILL');
  await house.start(true);
  await make('渡口機電 4');
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '5', { timeout: 20_000 });
  for (const customer of customers) await expect(page.getByText(`${customer.name} 改`)).toBeVisible();
  await page.context().close();
});

test('2.1: who is made inactive sees nothing more', async ({ browser }) => {
  const leaving = await house.as('manager', 'leaving');
  const page = await open_page(browser, 'leaving', '/customers');
  await expect(page.getByRole('grid')).toBeVisible();
  await root.change('accounts', await root.take(`accounts/${leaving.account.id}`), { active: false });
  await expect(page).toHaveURL(/\/sign-in/, { timeout: 3000 });
  await page.context().close();
});
