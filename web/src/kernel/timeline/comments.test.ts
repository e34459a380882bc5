import { expect, test } from 'vitest';
import { mentioned_in, parts_of } from './comments';

const li = { id: '1', title: '李明' };
const li_hua = { id: '2', title: '李明華' };

test('only those are mentioned whose names still stand in the text, each once', () => {
  expect(mentioned_in('請 @李明華 看', [li_hua, li_hua])).toEqual([li_hua]);
  expect(mentioned_in('請看', [li])).toEqual([]);
});

test('a name that begins another is not cut out of it', () => {
  expect(parts_of('@李明華 與 @李明', [li, li_hua])).toEqual([
    { text: '@李明華', is_mention: true },
    { text: ' 與 ', is_mention: false },
    { text: '@李明', is_mention: true },
  ]);
  expect(parts_of('a@b', [])).toEqual([{ text: 'a@b', is_mention: false }]);
});
