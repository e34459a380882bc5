import '../fields/edits';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { FieldSchema, Value } from '@/api/types';
import { field_ui } from '../fields/registry';
import type { Values } from './draft';

interface FormFieldProps {
  field: FieldSchema;
  value: Value | undefined;
  error: string | undefined;
  around?: Values;
  on_change: (value: Value) => void;
}

export function FormField({ field, value, error, around, on_change }: FormFieldProps) {
  const { t } = useTranslation();
  const id = useId();
  const Edit = field_ui(field.kind, 'edit');
  const note = error ?? field.help;
  return (
    <div className={`form-field form-field-${field.kind}`} data-field={field.name}>
      <label htmlFor={id}>
        {field.label}
        {field.required && (
          <span className="required" title={t('form.required_mark')} aria-hidden="true">
            *
          </span>
        )}
      </label>
      <Edit
        field={field}
        value={value}
        around={around}
        on_change={on_change}
        aria={{
          id,
          'aria-required': field.required ? true : undefined,
          'aria-invalid': error ? true : undefined,
          'aria-describedby': note ? `${id}-note` : undefined,
        }}
      />
      {note && (
        <p id={`${id}-note`} className={error ? 'field-error' : 'field-help'}>
          {note}
        </p>
      )}
    </div>
  );
}
