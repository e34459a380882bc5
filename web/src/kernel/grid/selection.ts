import { useCallback, useMemo, useRef, useState } from 'react';

/** Which rows are chosen, by key; `everything` means all that the list holds, fetched or not. */
export interface Selection {
  keys: ReadonlySet<string>;
  everything: boolean;
  has: (key: string) => boolean;
  toggle: (key: string) => void;
  /** To this row from the one chosen last, or, when none was, from the other. */
  extend: (key: string, from?: string) => void;
  set: (keys: Iterable<string>) => void;
  choose_everything: () => void;
  clear: () => void;
}

/** `scope` is what the list shows: another filter is another list, and what was chosen in the one means nothing in the other. */
export function useSelection(keys_in_order: string[], scope: string): Selection {
  const [held, set_held] = useState<{ scope: string; keys: ReadonlySet<string>; everything: boolean }>({
    scope,
    keys: new Set(),
    everything: false,
  });
  const anchor = useRef<string | null>(null);
  const keys = held.scope === scope ? held.keys : none;
  const everything = held.scope === scope && held.everything;

  const set = useCallback((next: Iterable<string>) => set_held({ scope, keys: new Set(next), everything: false }), [scope]);
  return useMemo(
    () => ({
      keys,
      everything,
      has: (key) => everything || keys.has(key),
      toggle: (key) => {
        anchor.current = key;
        set(keys.has(key) ? [...keys].filter((one) => one !== key) : [...keys, key]);
      },
      extend: (key, from = key) => {
        anchor.current = keys.size > 0 && anchor.current ? anchor.current : from;
        set([...keys, ...between(keys_in_order, anchor.current, key)]);
      },
      set,
      choose_everything: () => set_held({ scope, keys: new Set(keys_in_order), everything: true }),
      clear: () => set([]),
    }),
    [keys, everything, keys_in_order, scope, set],
  );
}

const none: ReadonlySet<string> = new Set();

/** The keys from one to the other, both included, in the order of the list. */
export function between(keys: string[], from: string, to: string): string[] {
  const ends = [keys.indexOf(from), keys.indexOf(to)].sort((a, b) => a - b);
  const [first = -1, last = -1] = ends;
  return first < 0 ? [to] : keys.slice(first, last + 1);
}
