import './views';
import { Checkbox, DatePicker, Input, Select } from 'antd';
import dayjs from 'dayjs';
import { useTranslation } from 'react-i18next';
import { useClearing } from './clearing';
import { tidy_number } from './decimal';
import { LinkPicker } from './link_picker';
import { type EditProps, register_field } from './registry';

const status_of = (props: EditProps) => (props.aria['aria-invalid'] ? 'error' : undefined);
const size_of = (props: EditProps) => (props.compact ? 'small' : undefined);

function TextEdit(props: EditProps) {
  return (
    <Input
      {...props.aria}
      size={size_of(props)}
      status={status_of(props)}
      maxLength={props.field.max_length ?? undefined}
      value={typeof props.value === 'string' ? props.value : ''}
      onChange={(event) => props.on_change(event.target.value)}
    />
  );
}

/** Grows by the style sheet: antd's own way sets a style attribute that the content security policy refuses. */
function LongTextEdit(props: EditProps) {
  return (
    <Input.TextArea
      {...props.aria}
      className="growing"
      status={status_of(props)}
      rows={3}
      maxLength={props.field.max_length ?? undefined}
      value={typeof props.value === 'string' ? props.value : ''}
      onChange={(event) => props.on_change(event.target.value)}
    />
  );
}

/** Kept as the text typed: a number input would pass money through a float. */
function NumberEdit(props: EditProps) {
  const text = props.value === null || props.value === undefined ? '' : String(props.value);
  return (
    <Input
      {...props.aria}
      className="number-input"
      size={size_of(props)}
      status={status_of(props)}
      inputMode={props.field.kind === 'integer' ? 'numeric' : 'decimal'}
      autoComplete="off"
      placeholder={props.placeholder}
      value={text}
      onChange={(event) => props.on_change(event.target.value)}
      onBlur={() => tidy_number(text) !== text && props.on_change(tidy_number(text))}
    />
  );
}

function DayEdit(props: EditProps) {
  const value = typeof props.value === 'string' && props.value ? dayjs(props.value) : null;
  return (
    <DatePicker
      {...props.aria}
      className="wide"
      size={size_of(props)}
      status={status_of(props)}
      format="YYYY-MM-DD"
      placeholder="YYYY-MM-DD"
      value={value}
      onChange={(day) => props.on_change(day ? day.format('YYYY-MM-DD') : null)}
    />
  );
}

/** As long as nobody has said yes or no, the server's own default holds. */
function FlagEdit(props: EditProps) {
  const { t } = useTranslation();
  const is_unset = props.value === undefined || props.value === null;
  return (
    <Checkbox
      {...props.aria}
      indeterminate={is_unset}
      checked={props.value === true}
      onChange={(event) => props.on_change(event.target.checked)}
    >
      {is_unset ? t('form.by_default') : t('app.yes')}
    </Checkbox>
  );
}

function ChoiceEdit(props: EditProps) {
  const { t } = useTranslation();
  const clearing = useClearing();
  const when_empty = props.field.default ? t('form.by_default') : t('form.choose');
  return (
    <Select
      {...props.aria}
      className="wide"
      size={size_of(props)}
      status={status_of(props)}
      allowClear={!props.field.required && clearing}
      placeholder={props.field.required ? when_empty : undefined}
      showSearch={{ optionFilterProp: 'label' }}
      options={props.field.choices?.map(({ value, label }) => ({ value, label }))}
      value={typeof props.value === 'string' && props.value ? props.value : undefined}
      onChange={(value?: string) => props.on_change(value ?? null)}
    />
  );
}

function ChoicesEdit(props: EditProps) {
  return (
    <Select
      {...props.aria}
      className="wide"
      mode="multiple"
      size={size_of(props)}
      status={status_of(props)}
      optionFilterProp="label"
      options={props.field.choices?.map(({ value, label }) => ({ value, label }))}
      value={Array.isArray(props.value) ? props.value : []}
      onChange={(value: string[]) => props.on_change(value)}
    />
  );
}

/** Of an order's lines only those of this order. */
function matching_filter({ field, around }: EditProps): string | undefined {
  const common = field.matching ? around?.[field.matching] : undefined;
  const is_known = typeof common === 'object' && common !== null && !Array.isArray(common);
  return is_known ? `${field.matching} = ${common.id}` : undefined;
}

function LinkEdit(props: EditProps) {
  const link = typeof props.value === 'object' && props.value !== null && !Array.isArray(props.value) ? props.value : null;
  return (
    <LinkPicker
      aria={props.aria}
      target={props.field.target ?? ''}
      filter={matching_filter(props)}
      invalid={props.aria['aria-invalid'] === true}
      compact={props.compact}
      clearable={!props.field.required}
      value={link ? [link] : []}
      on_change={(links) => props.on_change(links[0] ?? null)}
    />
  );
}

register_field('text', { edit: TextEdit });
register_field('long_text', { edit: LongTextEdit });
for (const kind of ['integer', 'decimal', 'money'] as const) register_field(kind, { edit: NumberEdit });
register_field('day', { edit: DayEdit });
register_field('flag', { edit: FlagEdit });
register_field('choice', { edit: ChoiceEdit });
register_field('choices', { edit: ChoicesEdit });
register_field('link', { edit: LinkEdit });
