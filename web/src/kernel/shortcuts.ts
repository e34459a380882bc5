import { useEffect, useRef } from 'react';

const storage_key = 'bylaw.shortcuts';

export function are_shortcuts_on(): boolean {
  return localStorage.getItem(storage_key) !== 'off';
}

export function turn_shortcuts(on: boolean): void {
  localStorage.setItem(storage_key, on ? 'on' : 'off');
}

/** True while an input method is composing: Enter then ends the word, not the form. */
export function is_composing(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === 229;
}

function is_typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable=true], [role=dialog]') !== null;
}

const sequence_pause = 1000; // ms between the keys of `g h`

/** The keys before this one, for shortcuts of two. Heard before any shortcut, because this module is loaded before them. */
let last: { key: string; at: number } = { key: '', at: 0 };
let before_last = last;
window.addEventListener(
  'keydown',
  (event) => {
    before_last = last;
    last = { key: event.ctrlKey || event.metaKey || event.altKey || is_typing(event.target) ? '' : event.key, at: event.timeStamp };
  },
  { capture: true },
);

/** `e`, `g h` (one after the other), `Ctrl+k` (or Cmd). */
function is_pressed(shortcut: string, event: KeyboardEvent): boolean {
  const with_control = event.ctrlKey || event.metaKey;
  const [, control_key] = shortcut.split('Ctrl+');
  if (control_key) return with_control && !event.altKey && !event.shiftKey && event.key.toLowerCase() === control_key.toLowerCase();
  if (with_control || event.altKey || event.defaultPrevented || is_typing(event.target) || !are_shortcuts_on()) return false;
  const [first, second] = shortcut.split(' ');
  if (second) return event.key === second && before_last.key === first && last.at - before_last.at < sequence_pause;
  return event.key === first && !(before_last.key === 'g' && last.at - before_last.at < sequence_pause);
}

/** A key or two, off inside inputs and dialogs; with `Ctrl+` it works everywhere. */
export function useShortcut(key: string, action: () => void, active = true): void {
  const latest = useRef(action);
  useEffect(() => {
    latest.current = action;
  });
  useEffect(() => {
    if (!active) return;
    const listener = (event: KeyboardEvent) => {
      if (is_composing(event) || !is_pressed(key, event)) return;
      event.preventDefault();
      event.stopPropagation();
      latest.current();
    };
    // Before the controls see it: a picker would take Ctrl+Enter for Enter and open.
    const capture = key.startsWith('Ctrl+');
    window.addEventListener('keydown', listener, { capture });
    return () => window.removeEventListener('keydown', listener, { capture });
  }, [key, active]);
}
