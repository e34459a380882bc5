// How long the ledger takes to show itself in Chromium on a first visit: pages.mjs URL LOGIN PASSWORD ROUNDS prints, for each round,
// "FIRST_PAINT ROWS BASELINE" in milliseconds. The baseline is the same hundred orders, fetched and put into a bare table by a page of no
// libraries: as fast as a browser on this machine can be at all.
import { chromium } from '@playwright/test';

const [base, login, password, rounds] = process.argv.slice(2);
const chromium_path = process.env.CHROMIUM ?? '/usr/bin/chromium';
const flags = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

const bare_page = `<!doctype html><meta charset="utf-8"><table></table><script>
  fetch('/api/v1/orders?limit=100').then((answer) => answer.json()).then(({ items }) => {
    document.querySelector('table').innerHTML = items
      .map((one) => '<tr class="row"><td>' + [one.number, one.customer.title, one.ordered_on, one.revenue].join('<td>'))
      .join('');
  });
</script>`;

/** When the first of `selector` is on the screen: seen in the document, and one frame later. */
const watch = (selector) => {
  const look = () => {
    if (!document.querySelector(selector)) return requestAnimationFrame(look);
    requestAnimationFrame(() => {
      window.seen_at = performance.now();
    });
  };
  requestAnimationFrame(look);
};

const browser = await chromium.launch({ executablePath: chromium_path, args: flags });
const signing_in = await browser.newContext({ baseURL: base });
const answer = await signing_in.request.post('/api/v1/session', { data: { login, password } });
if (!answer.ok()) throw new Error(`signing in: ${answer.status()}`);
const { cookies } = await signing_in.storageState();

async function visit(path, selector, bare) {
  const context = await browser.newContext({ baseURL: base, locale: 'zh-TW', viewport: { width: 1440, height: 900 } });
  await context.addCookies(cookies);
  const page = await context.newPage();
  await page.addInitScript(watch, selector);
  if (bare) await page.route(`**${path}`, (route) => route.fulfill({ contentType: 'text/html', body: bare }));
  await page.goto(path);
  await page.waitForFunction(() => window.seen_at !== undefined);
  const times = await page.evaluate(() => ({
    paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? window.seen_at,
    seen: window.seen_at,
  }));
  await context.close();
  return times;
}

for (let round = 0; round < Number(rounds); ++round) {
  const page = await visit('/orders', '.grid-row[aria-rowindex="2"]');
  const bare = await visit('/bare', '.row', bare_page);
  console.log(`${page.paint} ${page.seen} ${bare.seen}`);
}
await browser.close();
