import './entrance.css';
import type { ReactNode } from 'react';
import { LanguageLinks } from '../language_links';
import { Wordmark } from '../wordmark';

/** The frame of the pages in front of the door: sign in, first administrator. */
export function Entrance({ title, lead, children }: { title: string; lead?: string; children: ReactNode }) {
  return (
    <div className="entrance">
      <main className="entrance-card card">
        <Wordmark large />
        <h1>{title}</h1>
        {lead && <p className="quiet entrance-lead">{lead}</p>}
        {children}
      </main>
      <LanguageLinks />
    </div>
  );
}

export function EntranceField(props: {
  id: string;
  label: string;
  error?: string;
  help?: string;
  children: (aria: { id: string; 'aria-describedby'?: string; 'aria-invalid'?: boolean }) => ReactNode;
}) {
  const note = props.error ?? props.help;
  return (
    <div className="entrance-field">
      <label htmlFor={props.id}>{props.label}</label>
      {props.children({
        id: props.id,
        'aria-describedby': note ? `${props.id}-note` : undefined,
        'aria-invalid': props.error ? true : undefined,
      })}
      {note && (
        <p id={`${props.id}-note`} className={props.error ? 'field-error' : 'field-help'}>
          {note}
        </p>
      )}
    </div>
  );
}
