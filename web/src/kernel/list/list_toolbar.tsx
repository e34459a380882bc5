import { SearchOutlined } from '@ant-design/icons';
import { Input, type InputRef } from 'antd';
import { lazy, type RefObject, Suspense, useEffect, useImperativeHandle, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RecordSchema } from '@/api/types';
import { FilterChips } from '../filter/filter_chips';
import { useIsNarrow } from '../narrow';
import type { ListState } from './use_list_state';

const ViewMenu = lazy(() => import('./view_menu'));
const ColumnChooser = lazy(() => import('./column_chooser'));
const pause_ms = 200;

interface ListToolbarProps {
  record: RecordSchema;
  state: ListState;
  search_input: RefObject<HTMLInputElement | null>;
}

export function ListToolbar({ record, state, search_input }: ListToolbarProps) {
  const { t } = useTranslation();
  const is_narrow = useIsNarrow();
  const { search, change: on_change } = state;
  const is_searchable = record.fields.some((field) => field.searchable);
  return (
    <search className="list-toolbar">
      <Suspense fallback={<span className="tool view-button" />}>
        <ViewMenu record={record} state={state} />
      </Suspense>
      {is_searchable && <SearchBox q={search.q ?? ''} input={search_input} on_change={(q) => on_change({ q: q || undefined })} />}
      <FilterChips record={record} text={search.filter ?? ''} on_change={(filter) => on_change({ filter: filter || undefined })} />
      <div className="list-tools">
        <button
          type="button"
          className="tool"
          aria-pressed={search.archived === true}
          onClick={() => on_change({ archived: search.archived ? undefined : true })}
        >
          {t('list.archived')}
        </button>
        {!is_narrow && (
          <button
            type="button"
            className="tool"
            aria-pressed={state.layout.mode === 'cards'}
            onClick={() => state.change_layout({ mode: state.layout.mode === 'cards' ? 'table' : 'cards' })}
          >
            {t('list.cards')}
          </button>
        )}
        {!is_narrow && (
          <Suspense>
            <ColumnChooser record={record} state={state} />
          </Suspense>
        )}
      </div>
    </search>
  );
}

/** Searches as one types, but never in the middle of a word that an input method is still composing. */
function SearchBox({ q, input, on_change }: { q: string; input: RefObject<HTMLInputElement | null>; on_change: (q: string) => void }) {
  const { t } = useTranslation();
  const field = useRef<InputRef>(null);
  const [typed, set_typed] = useState(q);
  const [composing, set_composing] = useState(false);
  useImperativeHandle(input, () => field.current?.input as HTMLInputElement);

  useEffect(() => set_typed(q), [q]);
  useEffect(() => {
    if (composing || typed.trim() === q) return;
    const timer = setTimeout(() => on_change(typed.trim()), pause_ms);
    return () => clearTimeout(timer);
  }, [typed, composing, q, on_change]);

  return (
    <Input
      ref={field}
      className="search-box"
      type="search"
      prefix={<SearchOutlined aria-hidden />}
      aria-label={t('list.search')}
      placeholder={t('list.search')}
      allowClear
      value={typed}
      onChange={(event) => set_typed(event.target.value)}
      onCompositionStart={() => set_composing(true)}
      onCompositionEnd={() => set_composing(false)}
    />
  );
}
