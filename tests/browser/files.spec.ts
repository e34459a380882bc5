import { Buffer } from 'node:buffer';
import { expect, type Page, test } from '@playwright/test';
import { colleague_password, expect_accessible, fill, refuse_console_errors, shot, sign_in, sign_in_as_administrator } from './office';

const name = '松柏辦公用品有限公司';
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAYAAADED76LAAAAHElEQVR42mNk+M/wn4EIwESMouEGYKRQ7cAAYBQAKz8D/+4iQkEAAAAASUVORK5CYII=',
  'base64',
);
const text = Buffer.from('付款條件：月結 30 天\n');

/** A page with one line of text, as small as a PDF can be. */
function pdf(words: string): Buffer {
  const content = `BT /F1 24 Tf 40 100 Td (${words}) Tj ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let all = '%PDF-1.4\n';
  const places = objects.map((object, index) => {
    const place = all.length;
    all += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(place).padStart(10, '0')} 00000 n \n`;
  });
  const start = all.length;
  all += `xref\n0 6\n0000000000 65535 f \n${places.join('')}trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(all, 'latin1');
}

const row = (page: Page, of: string) => page.locator('.file-row', { hasText: of });
const attach = (page: Page, files: { name: string; mimeType: string; buffer: Buffer }[]) =>
  page.locator('.file-drop input[type=file]').setInputFiles(files);

test('5.2.1: files are attached to a customer, looked at, removed and brought back', async ({ page, browser }) => {
  const complaints = refuse_console_errors(page);
  await sign_in_as_administrator(page, '/customers/new');
  await fill(page, 'name', name);
  await page.keyboard.press('Control+Enter');
  await page.getByRole('tab', { name: '附件' }).click();
  await expect(page.getByText('還沒有附件')).toBeVisible();
  await expect_accessible(page);

  await attach(page, [
    { name: '現場照片.png', mimeType: 'image/png', buffer: png },
    { name: '報價單.pdf', mimeType: 'application/pdf', buffer: pdf('Offer 2026') },
    { name: '條件.txt', mimeType: 'text/plain', buffer: text },
    { name: '合同.docx', mimeType: 'application/octet-stream', buffer: Buffer.from('PK\x03\x04…') },
    { name: 'page.html', mimeType: 'text/html', buffer: Buffer.from('<script></script>') },
    { name: '假的.png', mimeType: 'image/png', buffer: Buffer.from('<svg></svg>') },
  ]);
  for (const one of ['現場照片.png', '報價單.pdf', '條件.txt', '合同.docx']) await expect(row(page, one).locator('time')).toBeVisible();
  await expect(page.getByRole('tab', { name: '附件 4' })).toBeVisible();
  await expect(row(page, 'page.html').getByRole('alert')).toContainText('不能新增這類檔案');
  await expect(row(page, '假的.png').getByRole('alert')).toContainText('檔案內容與副檔名不符');
  await expect_accessible(page);
  await shot(page, 'files');
  await page.getByRole('button', { name: '關閉page.html的提示' }).click();
  await page.getByRole('button', { name: '關閉假的.png的提示' }).click();
  await expect(page.locator('.file-row')).toHaveCount(4);

  // From one to the next by the arrow keys, newest first.
  await page.getByRole('button', { name: '條件.txt', exact: true }).press('Enter');
  const dialog = page.getByRole('dialog');
  await expect(dialog.locator('pre')).toHaveText('付款條件：月結 30 天\n');
  await expect_accessible(page);
  await dialog.getByRole('button', { name: '下一個檔案' }).click();
  await expect(dialog.getByText('第 2 個，共 3 個')).toBeVisible();
  await shot(page, 'files-pdf');
  await dialog.getByRole('button', { name: '下一個檔案' }).focus();
  await page.keyboard.press('ArrowRight');
  const picture = dialog.getByRole('img', { name: '圖片：現場照片.png' });
  await expect(picture).toBeVisible();
  expect(await picture.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBe(8);
  await expect_accessible(page);
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);

  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: '下載條件.txt' }).click()]);
  expect(download.suggestedFilename()).toBe('條件.txt');

  await page.getByRole('button', { name: '移除合同.docx' }).click();
  await expect(row(page, '合同.docx')).toHaveCount(0);
  await page.getByRole('button', { name: '撤銷' }).click();
  await expect(row(page, '合同.docx')).toBeVisible();

  // A colleague who may only read sees them and changes nothing; what is removed is gone for them at once.
  const phone = await browser.newContext({ locale: 'zh-TW', viewport: { width: 390, height: 800 } });
  const other = await phone.newPage();
  await other.goto(page.url());
  await other.locator('#login').fill('wu');
  await other.locator('#password').fill(colleague_password);
  await other.locator('button[type=submit]').click();
  await expect(other.locator('.file-row')).toHaveCount(4);
  await expect(other.locator('.file-drop')).toHaveCount(0);
  await expect(other.getByRole('button', { name: /^移除/ })).toHaveCount(0);
  expect(await other.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  await expect_accessible(other);
  await shot(other, 'files-phone');
  await page.getByRole('button', { name: '移除報價單.pdf' }).click();
  await expect(other.locator('.file-row')).toHaveCount(3);
  await phone.close();

  // All of it on the timeline, in one stream with the rest.
  await page.getByRole('tab', { name: '動態' }).click();
  await expect(page.locator('.timeline ol > li')).toHaveCount(8);
  await page.locator('.timeline .ant-segmented-item', { hasText: '附件' }).click();
  await expect(page.locator('.timeline ol > li')).toHaveCount(7);
  await expect(page.locator('.timeline ol > li').first()).toContainText('移除附件');
  await shot(page, 'files-timeline');
  await page.locator('.timeline').getByRole('button', { name: '現場照片.png' }).click();
  await expect(page.getByRole('dialog').getByRole('img', { name: '圖片：現場照片.png' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect_accessible(page);
  expect(complaints).toEqual([]);
});

/** As if it came from the desktop. */
const drop = (page: Page, file: string, content: string) =>
  page.locator('.file-drop').evaluate(
    (place, [file_name, words]) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([words], file_name, { type: 'text/plain' }));
      for (const type of ['dragover', 'drop']) place.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer }));
    },
    [file, content] as const,
  );

test('5.2.1: a file can be stopped on its way', async ({ page }) => {
  await sign_in(page, 'zhao', colleague_password, '/customers/new');
  await fill(page, 'name', `${name}分店`);
  await page.keyboard.press('Control+Enter');
  await page.getByRole('tab', { name: '附件' }).click();
  await page.route('**/files?name=*', () => {}); // never answered: it stays on its way
  await attach(page, [{ name: '很長.txt', mimeType: 'text/plain', buffer: text }]);
  await expect(page.getByRole('progressbar', { name: '正在上傳很長.txt' })).toBeVisible();
  await expect_accessible(page);
  await page.getByRole('button', { name: '停止上傳很長.txt' }).click();
  await expect(page.locator('.file-row')).toHaveCount(0);
  await page.unroute('**/files?name=*');
  await drop(page, '下一個.txt', '拖進來的');
  await expect(row(page, '下一個.txt').locator('time')).toBeVisible();
});
