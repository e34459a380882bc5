import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { type AriaAttributes, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '@/api/client';
import type { Link, Page } from '@/api/types';
import { useClearing } from './clearing';

const pause_ms = 150;
const shown_choices = 30;

function usePaused(text: string): string {
  const [paused, set_paused] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => set_paused(text), pause_ms);
    return () => clearTimeout(timer);
  }, [text]);
  return paused;
}

interface LinkPickerProps {
  target: string;
  /** Only those that pass it. */
  filter?: string;
  value: Link[];
  on_change: (links: Link[]) => void;
  many?: boolean;
  invalid?: boolean;
  compact?: boolean;
  clearable?: boolean;
  /** An account link may also mean "whoever is looking". */
  extra?: Link[];
  aria?: AriaAttributes & { id?: string };
}

export function LinkPicker(props: LinkPickerProps) {
  const { t } = useTranslation();
  const clearing = useClearing();
  const [open, set_open] = useState(false);
  const [typed, set_typed] = useState('');
  const q = usePaused(typed.trim());
  const choices = useQuery({
    queryKey: [props.target, 'choices', q, props.filter ?? ''],
    queryFn: ({ signal }) =>
      request<Page<Link>>(`/${props.target}/choices`, { query: { q, filter: props.filter, limit: shown_choices }, signal }),
    enabled: open && props.target !== '',
    placeholderData: (before) => before,
  });

  const known = new Map([...(props.extra ?? []), ...(choices.data?.items ?? []), ...props.value].map((link) => [link.id, link]));
  const choose = (ids: string[]) => {
    props.on_change(ids.map((id) => known.get(id)).filter((link): link is Link => link !== undefined));
  };
  const offered = [...(props.extra ?? []), ...(choices.data?.items ?? props.value)];

  return (
    <Select
      {...props.aria}
      className="wide"
      size={props.compact ? 'small' : undefined}
      status={props.invalid ? 'error' : undefined}
      mode={props.many ? 'multiple' : undefined}
      showSearch={{ filterOption: false, onSearch: set_typed }}
      allowClear={props.clearable && clearing}
      loading={choices.isFetching}
      placeholder={t('form.search_placeholder')}
      notFoundContent={choices.isFetching ? t('app.loading') : t('form.no_choice')}
      onOpenChange={(next) => {
        set_open(next);
        if (!next) set_typed('');
      }}
      options={offered.map((link) => ({ value: link.id, label: link.title }))}
      labelRender={({ value, label }) => known.get(String(value))?.title ?? label}
      value={props.many ? props.value.map((link) => link.id) : (props.value[0]?.id as never)}
      onChange={(next: unknown) => choose(Array.isArray(next) ? next.map(String) : next ? [String(next)] : [])}
    />
  );
}
