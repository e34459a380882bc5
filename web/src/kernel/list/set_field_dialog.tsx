import { Button, Modal, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FieldSchema, Value } from '@/api/types';
import { wire } from '../form/draft';
import { FormField } from '../form/form_field';

interface SetFieldDialogProps {
  title: string;
  /** One: the field is settled; several: it is chosen first. */
  fields: FieldSchema[];
  words: { count: number; shown: string };
  on_cancel: () => void;
  on_set: (set: Record<string, unknown>) => void;
}

/** One field and the value that every chosen row gets. */
export default function SetFieldDialog({ title, fields, words, on_cancel, on_set }: SetFieldDialogProps) {
  const { t } = useTranslation();
  const [name, set_name] = useState(fields.length === 1 ? fields[0]?.name : undefined);
  const [value, set_value] = useState<Value | undefined>(undefined);
  const field = fields.find((one) => one.name === name);
  const is_nothing = field ? wire(field, value) === null : true;
  const may_set = field !== undefined && !(field.required && is_nothing);
  return (
    <Modal open title={title} footer={null} onCancel={on_cancel}>
      <form
        className="dialog-fields"
        onSubmit={(event) => {
          event.preventDefault();
          if (field && may_set) on_set({ [field.name]: field.kind === 'flag' ? value === true : wire(field, value) });
        }}
      >
        {fields.length > 1 && (
          <label htmlFor="bulk-field">
            {t('filter.field')}
            <Select
              id="bulk-field"
              showSearch={{ optionFilterProp: 'label' }}
              placeholder={t('filter.choose_field')}
              options={fields.map((one) => ({ value: one.name, label: one.label }))}
              value={name}
              onChange={(next: string) => {
                set_name(next);
                set_value(undefined);
              }}
            />
          </label>
        )}
        {field && <FormField key={field.name} field={field} value={value} error={undefined} on_change={set_value} />}
        {field && is_nothing && !field.required && <p className="quiet">{t('bulk.empties', { label: field.label })}</p>}
        <div className="dialog-actions">
          <Button onClick={on_cancel}>{t('app.cancel')}</Button>
          <Button type="primary" htmlType="submit" disabled={!may_set}>
            {t('bulk.apply', words)}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
