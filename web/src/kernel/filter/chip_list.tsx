import { CloseOutlined, FilterOutlined } from '@ant-design/icons';
import { Popover } from 'antd';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RecordSchema } from '@/api/types';
import { PopoverContent } from '../popover_content';
import { type Builder, other_join, type Row } from './builder';
import type { Condition } from './model';
import { useRowText } from './row_text';

const ConditionEditor = lazy(() => import('./condition_editor'));
const RawEditor = lazy(() => import('./raw_editor'));

interface ChipListProps {
  record: RecordSchema;
  builder: Builder;
  on_change: (builder: Builder) => void;
}

/** `beside`: another condition for the row at `index`, which makes the two a group. */
type Open = { what: 'row' | 'beside'; index: number } | { what: 'new' } | null;

/** Conditions with their joining word between them; a group is such a list in brackets. */
export function ChipList({ record, builder, on_change }: ChipListProps) {
  const { t } = useTranslation();
  const [open, set_open] = useState<Open>(null);
  const { join, rows } = builder;
  const put = (next: Row[]) => {
    set_open(null);
    on_change({ join, rows: next });
  };
  const replace = (index: number, row: Row | null) => put(rows.flatMap((old, at) => (at !== index ? [old] : row ? [row] : [])));
  const group = (index: number, row: Row, beside: Condition) =>
    replace(index, { kind: 'group', join: other_join(join), rows: [row, beside] });

  function editor_of(row: Row, index: number): ReactNode {
    if (row.kind === 'expert')
      return <RawEditor text={row.text} on_done={(next) => replace(index, next ? { kind: 'expert', text: next } : null)} />;
    if (open?.what === 'beside') return <ConditionEditor key="beside" record={record} on_done={(next) => group(index, row, next)} />;
    return (
      <ConditionEditor
        record={record}
        condition={row as Condition}
        beside={t(`filter.beside_${other_join(join)}`)}
        on_beside={() => set_open({ what: 'beside', index })}
        on_done={(next) => replace(index, next)}
      />
    );
  }

  return (
    <>
      {rows.map((row, index) => (
        <span className="filter-part" key={index}>
          {index > 0 && (
            <button
              type="button"
              className="filter-join"
              title={t('filter.switch_join')}
              onClick={() => on_change({ join: other_join(join), rows })}
            >
              {t(`filter.${join}`)}
            </button>
          )}
          {row.kind === 'group' ? (
            <span className="chip-group" role="group" aria-label={t('filter.group')}>
              <ChipList record={record} builder={row} on_change={(next) => replace(index, { kind: 'group', ...next })} />
              <RemoveButton label={t('filter.remove_group')} on_click={() => replace(index, null)} />
            </span>
          ) : (
            <Popover
              trigger="click"
              placement="bottomLeft"
              destroyOnHidden
              open={(open?.what === 'row' || open?.what === 'beside') && open.index === index}
              onOpenChange={(next) => set_open(next ? { what: 'row', index } : null)}
              content={
                <PopoverContent label={t('filter.condition')}>
                  <Suspense fallback={t('app.loading')}>{editor_of(row, index)}</Suspense>
                </PopoverContent>
              }
            >
              <span className="chip">
                <button type="button" className="chip-text">
                  <ChipText record={record} row={row} />
                </button>
                <RemoveButton label={t('filter.remove')} on_click={() => replace(index, null)} />
              </span>
            </Popover>
          )}
        </span>
      ))}
      <Popover
        trigger="click"
        placement="bottomLeft"
        destroyOnHidden
        open={open?.what === 'new'}
        onOpenChange={(next) => set_open(next ? { what: 'new' } : null)}
        content={
          <PopoverContent label={t('filter.condition')}>
            <Suspense fallback={t('app.loading')}>
              <ConditionEditor record={record} on_done={(next) => put([...rows, next])} />
            </Suspense>
          </PopoverContent>
        }
      >
        <button type="button" className="chip-add">
          <FilterOutlined aria-hidden /> {t('filter.add')}
        </button>
      </Popover>
    </>
  );
}

function RemoveButton({ label, on_click }: { label: string; on_click: () => void }) {
  return (
    <button
      type="button"
      className="chip-remove"
      aria-label={label}
      onClick={(event) => {
        event.stopPropagation();
        on_click();
      }}
    >
      <CloseOutlined aria-hidden />
    </button>
  );
}

function ChipText({ record, row }: { record: RecordSchema; row: Row }) {
  return useRowText(record, row);
}
