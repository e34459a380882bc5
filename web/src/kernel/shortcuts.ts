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

function is_pressed(key: string, event: KeyboardEvent): boolean {
  const with_control = event.ctrlKey || event.metaKey;
  if (key === 'Ctrl+Enter') return with_control && event.key === 'Enter';
  return !with_control && !event.altKey && event.key === key && !event.defaultPrevented && !is_typing(event.target) && are_shortcuts_on();
}

/** A single key, off inside inputs and dialogs; `Ctrl+Enter` works everywhere. */
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
    const capture = key === 'Ctrl+Enter';
    window.addEventListener('keydown', listener, { capture });
    return () => window.removeEventListener('keydown', listener, { capture });
  }, [key, active]);
}
