import '../fields/edits';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { FieldSchema, Value } from '@/api/types';
import { field_ui } from '../fields/registry';
import { is_composing } from '../shortcuts';

export type Then = 'stay' | 'next' | 'previous';

interface CellEditorProps {
  field: FieldSchema;
  value: Value | undefined;
  error: string | null;
  on_commit: (value: Value | undefined, then: Then) => void;
  on_cancel: () => void;
}

/** A choice is made by choosing; what is typed is meant when Enter or Tab says so, or when one goes elsewhere. */
const commits_by_choosing = new Set(['choice', 'day', 'flag', 'link']);

export default function CellEditor({ field, value, error, on_commit, on_cancel }: CellEditorProps) {
  const box = useRef<HTMLDivElement>(null);
  const [draft, set_draft] = useState(value);
  const is_over = useRef(false);
  const by_choosing = commits_by_choosing.has(field.kind);
  const Edit = field_ui(field.kind, 'edit');
  useEffect(() => box.current?.querySelector<HTMLElement>('input, textarea')?.focus(), []);

  const commit = (next: Value | undefined, then: Then) => {
    if (is_over.current) return;
    is_over.current = true;
    on_commit(next, then);
  };
  useEffect(() => {
    if (error) is_over.current = false;
  }, [error]);

  function on_key_down(event: KeyboardEvent) {
    if (is_composing(event.nativeEvent)) return;
    const is_enter = event.key === 'Enter' && !by_choosing && (field.kind !== 'long_text' || event.ctrlKey || event.metaKey);
    if (event.key === 'Escape') on_cancel();
    else if (event.key === 'Tab') commit(draft, event.shiftKey ? 'previous' : 'next');
    else if (is_enter) commit(draft, 'stay');
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <div
      ref={box}
      className="cell-editor"
      role="group"
      aria-label={field.label}
      onKeyDown={on_key_down}
      onBlur={() => !by_choosing && field.kind !== 'choices' && commit(draft, 'stay')}
    >
      <Edit
        field={field}
        value={draft}
        compact
        on_change={(next) => {
          set_draft(next);
          if (by_choosing) commit(next, 'stay');
        }}
        aria={{
          id: 'cell-editor',
          'aria-label': field.label,
          'aria-invalid': error ? true : undefined,
          'aria-describedby': error ? 'cell-editor-error' : undefined,
        }}
      />
      {error && (
        <p id="cell-editor-error" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}
