import './filter.css';
import { CloseOutlined, FilterOutlined } from '@ant-design/icons';
import { Popover } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RecordSchema } from '@/api/types';
import { PopoverContent } from '../popover_content';
import { type Builder, builder_from, empty_builder, type Row, text_from } from './builder';
import { useRowText } from './row_text';

const ConditionEditor = lazy(() => import('./condition_editor'));
const RawEditor = lazy(() => import('./raw_editor'));

interface FilterChipsProps {
  record: RecordSchema;
  text: string;
  on_change: (text: string) => void;
}

type Open = { what: 'row'; index: number } | { what: 'new' } | { what: 'raw' } | null;

function read(text: string): { builder: Builder; broken: boolean } {
  try {
    return { builder: builder_from(text), broken: false };
  } catch {
    // The address was written by hand; its text is shown for mending rather than thrown away.
    return { builder: empty_builder, broken: true };
  }
}

export function FilterChips({ record, text, on_change }: FilterChipsProps) {
  const { t } = useTranslation();
  const [open, set_open] = useState<Open>(null);
  const { builder, broken } = read(text);
  const is_open = (what: 'new' | 'raw') => open?.what === what;
  const close = () => set_open(null);

  const apply = (rows: Row[], join = builder.join) => {
    close();
    on_change(text_from({ join, rows }));
  };
  const replace = (index: number, row: Row | null) => apply(builder.rows.flatMap((old, at) => (at !== index ? [old] : row ? [row] : [])));

  return (
    <div className="filter-chips" role="group" aria-label={t('filter.title')}>
      {builder.rows.map((row, index) => (
        <span className="filter-part" key={index}>
          {index > 0 && (
            <button
              type="button"
              className="filter-join"
              title={t('filter.switch_join')}
              onClick={() => apply(builder.rows, builder.join === 'and' ? 'or' : 'and')}
            >
              {t(`filter.${builder.join}`)}
            </button>
          )}
          <Popover
            trigger="click"
            placement="bottomLeft"
            destroyOnHidden
            open={open?.what === 'row' && open.index === index}
            onOpenChange={(next) => set_open(next ? { what: 'row', index } : null)}
            content={
              <PopoverContent label={t('filter.condition')}>
                <Suspense fallback={t('app.loading')}>
                  {row.kind === 'expert' ? (
                    <RawEditor text={row.text} on_done={(next) => replace(index, next ? { kind: 'expert', text: next } : null)} />
                  ) : (
                    <ConditionEditor record={record} condition={row} on_done={(next) => replace(index, next)} />
                  )}
                </Suspense>
              </PopoverContent>
            }
          >
            <span className="chip">
              <button type="button" className="chip-text">
                <ChipText record={record} row={row} />
              </button>
              <button
                type="button"
                className="chip-remove"
                aria-label={t('filter.remove')}
                onClick={(event) => {
                  event.stopPropagation();
                  replace(index, null);
                }}
              >
                <CloseOutlined aria-hidden />
              </button>
            </span>
          </Popover>
        </span>
      ))}
      {!broken && (
        <Popover
          trigger="click"
          placement="bottomLeft"
          destroyOnHidden
          open={is_open('new')}
          onOpenChange={(next) => set_open(next ? { what: 'new' } : null)}
          content={
            <PopoverContent label={t('filter.condition')}>
              <Suspense fallback={t('app.loading')}>
                <ConditionEditor record={record} on_done={(next) => apply([...builder.rows, next])} />
              </Suspense>
            </PopoverContent>
          }
        >
          <button type="button" className="chip-add">
            <FilterOutlined aria-hidden /> {t('filter.add')}
          </button>
        </Popover>
      )}
      <Popover
        trigger="click"
        placement="bottomLeft"
        destroyOnHidden
        open={is_open('raw')}
        onOpenChange={(next) => set_open(next ? { what: 'raw' } : null)}
        content={
          <PopoverContent label={t('filter.condition')}>
            <Suspense fallback={t('app.loading')}>
              <RawEditor
                text={text}
                on_done={(next) => {
                  close();
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

function ChipText({ record, row }: { record: RecordSchema; row: Row }) {
  return useRowText(record, row);
}
