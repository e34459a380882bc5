import { CloseOutlined, FilterOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Popover, Select } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '@/api/client';
import type { Link, Page } from '@/api/types';
import { LinkPicker } from '@/kernel/fields/link_picker';
import type { Condition, Filter } from '@/kernel/filter/model';
import { parse_filter } from '@/kernel/filter/parse';
import { print_filter } from '@/kernel/filter/print';
import { PopoverContent } from '@/kernel/popover_content';
import { listed } from './heading_text';
import { type DimensionInfo, report_query } from './report';

interface FilterBarProps {
  dimensions: DimensionInfo[];
  filter: string | undefined;
  on_change: (filter: string | undefined) => void;
}

function conditions_of(text: string | undefined): Condition[] {
  if (!text) return [];
  try {
    const filter: Filter | null = parse_filter(text);
    if (filter === null) return [];
    const items = filter.kind === 'and' ? filter.items : [filter];
    return items.filter((item): item is Condition => item.kind === 'condition');
  } catch {
    return [];
  }
}

function text_of(conditions: Condition[]): string | undefined {
  return print_filter({ kind: 'and', items: conditions }) || undefined;
}

/** Which orders: one chip for each condition on a dimension. Trees, whose levels are one thing to filter by, stand there once. */
export function FilterBar({ dimensions, filter, on_change }: FilterBarProps) {
  const { t } = useTranslation();
  const [open, set_open] = useState(false);
  const conditions = conditions_of(filter);
  const seen = new Set<string>();
  const offered = dimensions.filter((dimension) => {
    if (dimension.time || (dimension.record && seen.has(dimension.record) && dimension.name !== 'customer')) return false;
    if (dimension.record) seen.add(dimension.record);
    return true;
  });
  return (
    <ul className="analysis-filters" aria-label={t('filter.title')}>
      {conditions.map((condition, index) => (
        <li key={`${condition.path} ${condition.operator}`} className="analysis-chip">
          <ConditionText condition={condition} dimensions={dimensions} />
          <button
            type="button"
            aria-label={t('filter.remove')}
            onClick={() => on_change(text_of(conditions.filter((_, other) => other !== index)))}
          >
            <CloseOutlined aria-hidden />
          </button>
        </li>
      ))}
      <li>
        <Popover
          trigger="click"
          open={open}
          onOpenChange={set_open}
          destroyOnHidden
          content={
            <PopoverContent label={t('filter.condition')}>
              <ConditionEditor
                dimensions={offered}
                on_done={(condition) => {
                  set_open(false);
                  on_change(text_of([...conditions.filter((other) => other.path !== condition.path), condition]));
                }}
              />
            </PopoverContent>
          }
        >
          <Button icon={<FilterOutlined aria-hidden />}>{t('filter.add')}</Button>
        </Popover>
      </li>
    </ul>
  );
}

function ConditionText({ condition, dimensions }: { condition: Condition; dimensions: DimensionInfo[] }) {
  const { t, i18n } = useTranslation();
  const dimension = dimensions.find((one) => one.name === condition.path);
  const titles = useQuery({
    queryKey: [dimension?.record ?? '', 'choices', 'ids', condition.values.join(',')],
    queryFn: () => request<Page<Link>>(`/${dimension?.record}/choices`, { query: { ids: condition.values.join(','), limit: 50 } }),
    enabled: Boolean(dimension?.record) && condition.values.length > 0,
  });
  const title = (value: string) => {
    if (dimension?.name === 'returned') return t(value === 'yes' ? 'app.yes' : 'app.no');
    return titles.data?.items.find((item) => item.id === value)?.title ?? (dimension?.record ? '…' : value);
  };
  const is_not = condition.operator === '!=' || condition.operator === 'not_empty';
  const what = condition.values.length === 0 ? t('analysis.no_value') : listed(condition.values.map(title), i18n.language);
  return <span>{`${dimension?.label ?? condition.path} ${is_not ? '≠' : '='} ${what}`}</span>;
}

function ConditionEditor({ dimensions, on_done }: { dimensions: DimensionInfo[]; on_done: (condition: Condition) => void }) {
  const { t } = useTranslation();
  const [name, set_name] = useState(dimensions[0]?.name ?? '');
  const [links, set_links] = useState<Link[]>([]);
  const id = useId();
  const dimension = dimensions.find((one) => one.name === name);
  const choose = (picked: Link[]) => set_links(picked);
  return (
    <div className="analysis-condition">
      <label htmlFor={`${id}-field`}>{t('filter.field')}</label>
      <div>
        <Select
          id={`${id}-field`}
          className="wide"
          value={name}
          onChange={(next: string) => {
            set_name(next);
            set_links([]);
          }}
          options={dimensions.map((one) => ({ value: one.name, label: one.label }))}
        />
      </div>
      <label htmlFor={`${id}-value`}>{t('filter.value')}</label>
      <div>
        {dimension?.record ? (
          <LinkPicker key={name} many target={dimension.record} value={links} on_change={choose} aria={{ id: `${id}-value` }} />
        ) : (
          <TextPicker key={name} id={`${id}-value`} dimension={name} value={links} on_change={choose} />
        )}
      </div>
      <Button
        type="primary"
        disabled={links.length === 0}
        onClick={() => on_done({ kind: 'condition', path: name, operator: 'in', values: links.map((link) => link.id) })}
      >
        {t('filter.apply')}
      </Button>
    </div>
  );
}

interface TextPickerProps {
  id: string;
  dimension: string;
  value: Link[];
  on_change: (values: Link[]) => void;
}

/** Of a dimension whose values are texts, those that there are. */
function TextPicker({ id, dimension, value, on_change }: TextPickerProps) {
  const report = useQuery(report_query({ rows: dimension, limit: '200' }));
  const values = (report.data?.rows?.items ?? []).flatMap((item) =>
    item.key === null ? [] : [{ value: item.key, label: item.title ?? item.key }],
  );
  return (
    <Select
      id={id}
      className="wide"
      mode="multiple"
      loading={report.isFetching}
      value={value.map((one) => one.id)}
      // Of a yes and a no, one is enough.
      maxCount={dimension === 'returned' ? 1 : undefined}
      onChange={(next: string[]) => on_change(next.map((id) => ({ id, title: id })))}
      options={values}
    />
  );
}
