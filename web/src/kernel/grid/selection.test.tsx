import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { between, type Selection, useSelection } from './selection';

const keys = ['a', 'b', 'c', 'd', 'e'];

let selection: Selection;

function Chooser({ scope }: { scope: string }) {
  selection = useSelection(keys, scope);
  return null;
}

describe('the rows that are chosen', () => {
  let root: Root;
  const render = (scope: string) => act(() => root.render(<Chooser scope={scope} />));
  const chosen = () => [...selection.keys].sort();

  beforeEach(() => {
    (globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;
    root = createRoot(document.createElement('div'));
  });
  afterEach(() => act(() => root.unmount()));

  it('come and go one by one, and in a range from the last one', () => {
    render('one');
    act(() => selection.toggle('b'));
    act(() => selection.extend('d'));
    expect(chosen()).toEqual(['b', 'c', 'd']);
    act(() => selection.toggle('c'));
    expect(chosen()).toEqual(['b', 'd']);
    act(() => selection.clear());
    act(() => selection.extend('b', 'a'));
    expect(chosen()).toEqual(['a', 'b']);
  });

  it('are all that the list holds until one of them is taken out', () => {
    render('one');
    act(() => selection.choose_everything());
    expect(selection.has('not fetched yet')).toBe(true);
    act(() => selection.toggle('a'));
    expect(selection.everything).toBe(false);
    expect(selection.has('not fetched yet')).toBe(false);
    expect(chosen()).toEqual(['b', 'c', 'd', 'e']);
  });

  it('mean nothing in another list', () => {
    render('one');
    act(() => selection.choose_everything());
    render('two');
    expect(selection.everything).toBe(false);
    expect(chosen()).toEqual([]);
  });

  it('lie between two ends in either order', () => {
    expect(between(keys, 'd', 'b')).toEqual(['b', 'c', 'd']);
    expect(between(keys, 'gone', 'b')).toEqual(['b']);
  });
});
