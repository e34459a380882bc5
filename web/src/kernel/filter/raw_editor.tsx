import { Button, Input } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FilterSyntaxError } from './model';
import { parse_filter } from './parse';

/** The filter language itself, for those who know it; refused here already when it cannot be read. */
export default function RawEditor({ text, on_done }: { text: string; on_done: (text: string) => void }) {
  const { t } = useTranslation();
  const id = useId();
  const [draft, set_draft] = useState(text);
  const [position, set_position] = useState<number | null>(null);

  function apply() {
    try {
      parse_filter(draft);
      on_done(draft.trim());
    } catch (error) {
      set_position(error instanceof FilterSyntaxError ? error.position : 0);
    }
  }

  return (
    <div className="condition-editor condition-raw" role="dialog" aria-label={t('filter.as_text')}>
      <label htmlFor={id}>{t('filter.raw_label')}</label>
      <Input.TextArea
        id={id}
        autoFocus
        spellCheck={false}
        className="growing"
        rows={3}
        status={position === null ? undefined : 'error'}
        aria-describedby={`${id}-note`}
        value={draft}
        onChange={(event) => {
          set_draft(event.target.value);
          set_position(null);
        }}
      />
      <p id={`${id}-note`} className={position === null ? 'field-help' : 'field-error'}>
        {position === null ? t('filter.raw_help') : t('filter.raw_error', { position: position + 1 })}
      </p>
      <div className="condition-actions">
        <Button type="primary" onClick={apply}>
          {t('filter.apply')}
        </Button>
      </div>
    </div>
  );
}
