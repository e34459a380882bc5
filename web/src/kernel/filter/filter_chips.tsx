import './filter.css';
import { Popover } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RecordSchema } from '@/api/types';
import { PopoverContent } from '../popover_content';
import { type Builder, builder_from, empty_builder, text_from } from './builder';
import { ChipList } from './chip_list';

const RawEditor = lazy(() => import('./raw_editor'));

interface FilterChipsProps {
  record: RecordSchema;
  text: string;
  on_change: (text: string) => void;
}

function read(text: string): { builder: Builder; broken: boolean } {
  try {
    return { builder: builder_from(text), broken: false };
  } catch {
    // The address was written by hand; its text is shown for mending rather than thrown away.
    return { builder: empty_builder, broken: true };
  }
}

/** The filter as a person says it: conditions, groups of them in brackets, and the text of it for those who know the language. */
export function FilterChips({ record, text, on_change }: FilterChipsProps) {
  const { t } = useTranslation();
  const [is_raw, set_raw] = useState(false);
  const { builder, broken } = read(text);
  return (
    <div className="filter-chips" role="group" aria-label={t('filter.title')}>
      {!broken && <ChipList record={record} builder={builder} on_change={(next) => on_change(text_from(next))} />}
      <Popover
        trigger="click"
        placement="bottomLeft"
        destroyOnHidden
        open={is_raw}
        onOpenChange={set_raw}
        content={
          <PopoverContent label={t('filter.condition')}>
            <Suspense fallback={t('app.loading')}>
              <RawEditor
                text={text}
                on_done={(next) => {
                  set_raw(false);
                  on_change(next);
                }}
              />
            </Suspense>
          </PopoverContent>
        }
      >
        <button type="button" className={broken ? 'chip-add chip-broken' : 'chip-add'}>
          {broken ? t('filter.broken') : t('filter.as_text')}
        </button>
      </Popover>
      {text !== '' && (
        <button type="button" className="chip-add" onClick={() => on_change('')}>
          {t('filter.clear')}
        </button>
      )}
    </div>
  );
}
