import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { FieldSchema, Link as LinkValue, Tone, Value } from '@/api/types';
import { day_text, instant_text, today } from './day';
import { group_digits } from './decimal';
import { register_field, text_of, type ViewProps } from './registry';

export function Nothing() {
  return (
    <span className="quiet" aria-hidden="true">
      –
    </span>
  );
}

export function StatusTag({ tone, children }: { tone: Tone; children: string }) {
  return <span className={tone === 'neutral' ? 'tag' : `tag tag-${tone}`}>{children}</span>;
}

export function choice_of(field: FieldSchema, value: string) {
  return field.choices?.find((choice) => choice.value === value);
}

function is_link(value: unknown): value is LinkValue {
  return typeof value === 'object' && value !== null && 'id' in value && 'title' in value;
}

function PlainView({ field, value }: ViewProps) {
  const { t } = useTranslation();
  const text = text_of(field, value, { yes: t('app.yes'), no: t('app.no') });
  return text === '' ? <Nothing /> : text;
}

function NumberView({ value }: ViewProps) {
  return value === null || value === undefined ? <Nothing /> : <span className="number">{group_digits(String(value))}</span>;
}

function TimeView({ field, value }: ViewProps) {
  const { t } = useTranslation();
  const text = text_of(field, value, { yes: '', no: '' });
  if (field.deadline && text !== '' && text < today()) {
    return (
      <time className="tag tag-danger number" dateTime={String(value)} title={t('record.late')}>
        {text}
        <span className="visually-hidden"> {t('record.late')}</span>
      </time>
    );
  }
  return text === '' ? (
    <Nothing />
  ) : (
    <time className="number" dateTime={String(value)}>
      {text}
    </time>
  );
}

function ChoiceView({ field, value }: ViewProps) {
  if (typeof value !== 'string' || value === '') return <Nothing />;
  const choice = choice_of(field, value);
  if (!choice || (choice.tone === 'neutral' && !field.choices?.some((one) => one.tone !== 'neutral'))) return choice?.label ?? value;
  return <StatusTag tone={choice.tone}>{choice.label}</StatusTag>;
}

/** A set whose choices have tones is told by tags, like a state. */
function ChoicesView(props: ViewProps) {
  const { field, value } = props;
  if (!Array.isArray(value) || value.length === 0 || !field.choices?.some((one) => one.tone !== 'neutral')) return <PlainView {...props} />;
  return value.map((one) => (
    <StatusTag key={one} tone={choice_of(field, one)?.tone ?? 'neutral'}>
      {choice_of(field, one)?.label ?? one}
    </StatusTag>
  ));
}

function LinkView({ field, value }: ViewProps) {
  if (!is_link(value)) return <Nothing />;
  if (!field.target) return value.title;
  return (
    <Link className="record-link" to="/$record/$id" params={{ record: field.target, id: value.id }} tabIndex={-1}>
      {value.title}
    </Link>
  );
}

function LongTextView({ value }: ViewProps) {
  return typeof value === 'string' && value !== '' ? <span className="long-text">{value}</span> : <Nothing />;
}

const number_text = (_: FieldSchema, value: Value) => group_digits(String(value));
const plain_text = (_: FieldSchema, value: Value) => String(value);
const choice_text = (field: FieldSchema, value: Value) => choice_of(field, String(value))?.label ?? String(value);

register_field('id', { view: PlainView, text: plain_text, align: 'start', width: 180, group: 'basics', operators: ['=', '!='] });
register_field('text', {
  view: PlainView,
  text: plain_text,
  align: 'start',
  width: 170,
  group: 'basics',
  operators: ['contains', 'not_contains', '=', '!=', 'empty', 'not_empty'],
});
register_field('long_text', {
  view: LongTextView,
  text: plain_text,
  align: 'start',
  width: 240,
  group: 'notes',
  operators: ['contains', 'not_contains', 'empty', 'not_empty'],
});
for (const kind of ['integer', 'decimal', 'money'] as const) {
  register_field(kind, {
    view: NumberView,
    text: number_text,
    align: 'end',
    width: kind === 'money' ? 128 : 96,
    group: 'figures',
    operators: ['range', '=', '!=', '>=', '<=', '>', '<', 'empty', 'not_empty'],
  });
}
register_field('day', {
  view: TimeView,
  text: (_, value) => day_text(String(value)),
  align: 'start',
  width: 118,
  group: 'basics',
  operators: ['range', '=', '!=', '>=', '<=', '>', '<', 'empty', 'not_empty'],
});
register_field('instant', {
  view: TimeView,
  text: (_, value) => instant_text(String(value)),
  align: 'start',
  width: 160,
  group: 'basics',
  operators: ['range', '>=', '<=', 'empty', 'not_empty'],
});
register_field('flag', {
  view: PlainView,
  text: (_, value, words) => (value ? words.yes : words.no),
  align: 'start',
  width: 84,
  group: 'basics',
  operators: ['='],
});
register_field('choice', {
  view: ChoiceView,
  text: choice_text,
  align: 'start',
  width: 116,
  group: 'basics',
  operators: ['in', 'not_in', 'empty', 'not_empty'],
});
register_field('choices', {
  view: ChoicesView,
  text: (field, value) => (Array.isArray(value) ? value.map((one) => choice_text(field, one)).join('、') : ''),
  align: 'start',
  width: 160,
  group: 'basics',
  operators: ['contains', 'not_contains', 'empty', 'not_empty'],
});
register_field('link', {
  view: LinkView,
  text: (_, value) => (is_link(value) ? value.title : String(value)),
  align: 'start',
  width: 190,
  group: 'basics',
  operators: ['in', 'not_in', 'within', 'not_within', 'empty', 'not_empty'],
});
