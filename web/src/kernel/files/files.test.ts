import { expect, test } from 'vitest';
import { decoded, refusal_of, size_text } from './files';

test('a size is told in the unit that people read', () => {
  expect([0, 900, 1024, 1536, 150 * 1024, 20 * 1024 * 1024].map(size_text)).toEqual(['0 B', '900 B', '1 KB', '1.5 KB', '150 KB', '20 MB']);
});

test('clause 9.2.2: what the server would refuse is refused before it is sent', () => {
  const limits = { bytes: 100, files: 200, kinds: 'pdf, png' };
  expect(refusal_of({ name: '合同.PDF', size: 100 }, limits)).toBeNull();
  expect(refusal_of({ name: 'a.pdf', size: 101 }, limits)).toBe('too_large');
  expect(refusal_of({ name: 'a.pdf', size: 0 }, limits)).toBe('empty');
  for (const name of ['a.svg', 'pdf', '.pdf', 'a.pdf.html', 'a.']) expect(refusal_of({ name, size: 1 }, limits)).toBe('kind');
});

test('a text is read as it was written: UTF-8, cut or whole, or GB 18030', () => {
  const utf8 = new TextEncoder().encode('東華貿易').buffer;
  expect(decoded(utf8, false)).toBe('東華貿易');
  expect(decoded(utf8.slice(0, 5), true)).toBe('東');
  expect(decoded(new Uint8Array([0xb6, 0xab, 0xbb, 0xaa]).buffer, false)).toBe('东华');
});
