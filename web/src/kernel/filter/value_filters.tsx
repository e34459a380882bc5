import { DatePicker, Input, Select } from 'antd';
import dayjs from 'dayjs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { tidy_number } from '../fields/decimal';
import { LinkPicker } from '../fields/link_picker';
import { type FilterProps, register_field } from '../fields/registry';
import { is_relative, type RelativeName, relative_name, relative_ranges } from './relative';
import { me, useLinkTitles } from './row_text';

function TextFilter({ values, on_change }: FilterProps) {
  const { t } = useTranslation();
  return <Input aria-label={t('filter.value')} autoFocus value={values[0] ?? ''} onChange={(event) => on_change([event.target.value])} />;
}

function NumberFilter({ operator, values, on_change }: FilterProps) {
  const { t } = useTranslation();
  const input = (index: number, label: string) => (
    <Input
      aria-label={label}
      placeholder={label}
      className="number-input"
      inputMode="decimal"
      value={values[index] ?? ''}
      onChange={(event) => {
        const next = operator === 'range' ? [values[0] ?? '', values[1] ?? ''] : [''];
        next[index] = tidy_number(event.target.value);
        on_change(next);
      }}
    />
  );
  if (operator !== 'range') return input(0, t('filter.value'));
  return (
    <div className="condition-range">
      {input(0, t('filter.from'))}
      {input(1, t('filter.to'))}
    </div>
  );
}

const chosen_days = 'none';

function DayFilter({ operator, values, on_change }: FilterProps) {
  const { t } = useTranslation();
  const day = (text: string | undefined) => (text && !is_relative(text) ? dayjs(text) : null);
  if (operator !== 'range') {
    return (
      <DatePicker
        aria-label={t('filter.value')}
        format="YYYY-MM-DD"
        value={day(values[0])}
        onChange={(next) => on_change(next ? [next.format('YYYY-MM-DD')] : [])}
      />
    );
  }
  const period = relative_name(values);
  const periods = Object.keys(relative_ranges) as RelativeName[];
  return (
    <div className="condition-days">
      <Select
        aria-label={t('filter.period')}
        value={period ?? chosen_days}
        options={[chosen_days, ...periods].map((name) => ({ value: name, label: t(`filter.relative.${name}`) }))}
        onChange={(name) => on_change(name === chosen_days ? [] : [...relative_ranges[name as RelativeName]])}
      />
      {!period && (
        <DatePicker.RangePicker
          format="YYYY-MM-DD"
          allowEmpty={[true, true]}
          placeholder={[t('filter.from'), t('filter.to')]}
          value={[day(values[0]), day(values[1])]}
          onChange={(range) => on_change([range?.[0]?.format('YYYY-MM-DD') ?? '', range?.[1]?.format('YYYY-MM-DD') ?? ''])}
        />
      )}
    </div>
  );
}

/** A person thinks in days; an instant lies between the first and the last moment of one, here. */
function InstantFilter({ operator, values, on_change, ...props }: FilterProps) {
  const is_end = (index: number) => operator === '<=' || (operator === 'range' && index === 1);
  const moment = (text: string, index: number) => {
    if (text === '' || is_relative(text)) return text;
    const day = dayjs(text);
    return (is_end(index) ? day.endOf('day') : day.startOf('day')).toISOString();
  };
  return (
    <DayFilter
      {...props}
      operator={operator}
      values={values}
      on_change={(days) => on_change(days.map((text, index) => moment(text, index)))}
    />
  );
}

function FlagFilter({ values, on_change }: FilterProps) {
  const { t } = useTranslation();
  return (
    <Select
      aria-label={t('filter.value')}
      options={[
        { value: 'true', label: t('app.yes') },
        { value: 'false', label: t('app.no') },
      ]}
      value={values[0]}
      onChange={(value) => on_change([value])}
    />
  );
}

function ChoiceFilter({ field, operator, values, on_change }: FilterProps) {
  const { t } = useTranslation();
  const many = operator === 'in' || operator === 'not_in';
  return (
    <Select
      aria-label={t('filter.value')}
      mode={many ? 'multiple' : undefined}
      showSearch={{ optionFilterProp: 'label' }}
      options={field.choices?.map(({ value, label }) => ({ value, label }))}
      value={many ? values : (values[0] as never)}
      onChange={(next: unknown) => on_change(Array.isArray(next) ? next.map(String) : [String(next)])}
    />
  );
}

function LinkFilter({ field, operator, values, on_change }: FilterProps) {
  const { t } = useTranslation();
  const titled = useLinkTitles(field.target, values);
  // Titles chosen here are known before the server is asked for them again.
  const [chosen, set_chosen] = useState(new Map<string, string>());
  return (
    <LinkPicker
      aria={{ 'aria-label': t('filter.value') }}
      target={field.target ?? ''}
      many={operator === 'in' || operator === 'not_in'}
      extra={field.target === 'accounts' ? [{ id: me, title: t('filter.me') }] : []}
      value={titled.map((link) => ({ id: link.id, title: chosen.get(link.id) ?? link.title }))}
      on_change={(links) => {
        set_chosen(new Map(links.map((link) => [link.id, link.title])));
        on_change(links.map((link) => link.id));
      }}
    />
  );
}

for (const kind of ['text', 'long_text', 'id'] as const) register_field(kind, { filter: TextFilter });
for (const kind of ['integer', 'decimal', 'money'] as const) register_field(kind, { filter: NumberFilter });
register_field('day', { filter: DayFilter });
register_field('instant', { filter: InstantFilter });
register_field('flag', { filter: FlagFilter });
register_field('choice', { filter: ChoiceFilter });
register_field('choices', { filter: ChoiceFilter });
register_field('link', { filter: LinkFilter });
