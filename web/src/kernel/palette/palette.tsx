import './palette.css';
import { SearchOutlined } from '@ant-design/icons';
import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemText } from '../problem_text';
import { is_composing } from '../shortcuts';
import type { Entry, Target } from './entries';
import { useSections } from './use_sections';

const pause = 150; // ms without a key before the server is asked
const longest = 100; // characters, as the server takes them

/** What was typed, once the fingers rest; while an input method is composing it stays as it was. */
function useRested(text: string, is_held: boolean): string {
  const [rested, set_rested] = useState('');
  useEffect(() => {
    if (is_held) return;
    const timer = window.setTimeout(() => set_rested(text), text === '' ? 0 : pause);
    return () => window.clearTimeout(timer);
  }, [text, is_held]);
  return rested;
}

/** One box for all there is: records, pages, actions. A native dialog holds the focus, closes by Esc and gives the focus back. */
export default function Palette({ on_close }: { on_close: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const [typed, set_typed] = useState('');
  const [is_held, set_held] = useState(false);
  const [chosen, set_chosen] = useState<string | null>(null);
  const [is_entered, set_entered] = useState(false);
  const text = typed.trim();
  const asked = useRested(text, is_held);
  const { sections, is_waiting, error, indexing } = useSections(text, asked);
  const entries = sections.flatMap((section) => section.entries);
  const active = entries.find((entry) => entry.key === chosen) ?? entries[0];
  const option_id = (entry: Entry) => `${id}-${entries.indexOf(entry)}`;

  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  useEffect(() => {
    if (chosen !== null) dialog.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);

  const close = () => dialog.current?.close();
  const go = (target: Target) => {
    close();
    if (target.to === '/' || target.to === '/mentions') return void navigate({ to: target.to });
    const { to, record } = target;
    if (to === '/$record/$id') void navigate({ to, params: { record, id: target.id } });
    else if (to === '/$record') void navigate({ to, params: { record }, search: { q: target.q } });
    else void navigate({ to, params: { record } });
  };

  // Who types fast and presses Enter means what is found for the whole of it, not what stands there until then.
  useEffect(() => {
    if (is_entered && active && (chosen !== null || !is_waiting)) go(active.target);
  });

  const move = (by: number) => {
    const at = active ? entries.indexOf(active) : 0;
    const next = entries[(at + by + entries.length) % entries.length];
    if (next) set_chosen(next.key);
  };
  const on_key_down = (event: KeyboardEvent) => {
    if (is_composing(event.nativeEvent)) return;
    if (event.key === 'ArrowDown') move(1);
    else if (event.key === 'ArrowUp') move(-1);
    else if (event.key === 'Enter') set_entered(true);
    else return;
    event.preventDefault();
  };

  const said = error
    ? null
    : is_waiting
      ? ''
      : text === ''
        ? t(entries.length > 0 ? 'palette.recent_help' : 'palette.help')
        : entries.length === 0
          ? t('palette.nothing', { text })
          : t('palette.count', { count: entries.filter(({ key }) => !key.startsWith('all ')).length });
  return (
    <dialog
      ref={dialog}
      className="palette"
      aria-label={t('palette.title')}
      onClose={on_close}
      onPointerDown={(event) => {
        if (event.target === event.currentTarget) close();
      }}
    >
      <div className="palette-body">
        <div className="palette-field">
          <SearchOutlined aria-hidden />
          <input
            type="text"
            role="combobox"
            aria-label={t('palette.title')}
            aria-autocomplete="list"
            aria-expanded={entries.length > 0}
            aria-controls={entries.length > 0 ? `${id}-list` : undefined}
            aria-activedescendant={active && option_id(active)}
            placeholder={t('palette.placeholder')}
            maxLength={longest}
            autoComplete="off"
            spellCheck={false}
            value={typed}
            onChange={(event) => {
              set_typed(event.target.value);
              set_chosen(null);
              set_entered(false);
            }}
            onCompositionStart={() => set_held(true)}
            onCompositionEnd={() => set_held(false)}
            onKeyDown={on_key_down}
          />
          <button type="button" className="palette-close" onClick={close}>
            <kbd>Esc</kbd>
            <span className="visually-hidden">{t('palette.close')}</span>
          </button>
        </div>
        {entries.length > 0 && (
          <div className="palette-list" role="listbox" id={`${id}-list`} aria-label={t('palette.title')}>
            {sections.map((section) => (
              <div role="group" aria-labelledby={`${id}-${section.key}`} key={section.key}>
                <div className="palette-section" id={`${id}-${section.key}`}>
                  {section.label}
                </div>
                {section.entries.map((entry) => (
                  // biome-ignore lint/a11y/useKeyWithClickEvents: the combobox has the keys, as its ARIA pattern wants it
                  <div
                    key={entry.key}
                    role="option"
                    tabIndex={-1}
                    id={option_id(entry)}
                    aria-selected={entry === active}
                    className="palette-entry"
                    onClick={() => go(entry.target)}
                    onPointerMove={() => set_chosen(entry.key)}
                  >
                    <span className="palette-label">{entry.label}</span>
                    {entry.detail && <span className="palette-detail">{entry.detail}</span>}
                  </div>
                ))}
              </div>
            ))}
          </div>
        )}
        {error !== null && text !== '' && (
          <div className="palette-problem">
            <ProblemText error={error} />
          </div>
        )}
        <p className="palette-said" role="status">
          {said}
          {indexing && ` ${t('palette.indexing')}`}
        </p>
      </div>
    </dialog>
  );
}
