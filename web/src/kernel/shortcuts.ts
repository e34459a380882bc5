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

/** A single key, off inside inputs and dialogs; `Ctrl+Enter` works everywhere. */
export function useShortcut(key: string, action: () => void, active = true): void {
  const latest = useRef(action);
  useEffect(() => {
    latest.current = action;
  });
  useEffect(() => {
    if (!active) return;
    const listener = (event: KeyboardEvent) => {
      if (is_composing(event) || event.defaultPrevented) return;
      const with_control = event.ctrlKey || event.metaKey;
      if (key === 'Ctrl+Enter' ? !(with_control && event.key === 'Enter') : with_control || event.altKey || event.key !== key) return;
      if (key !== 'Ctrl+Enter' && (is_typing(event.target) || !are_shortcuts_on())) return;
      event.preventDefault();
      latest.current();
    };
    window.addEventListener('keydown', listener);
    return () => window.removeEventListener('keydown', listener);
  }, [key, active]);
}
