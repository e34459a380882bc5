import { ArrowDownOutlined, ArrowUpOutlined } from '@ant-design/icons';
import { Button, Checkbox, Popover, Segmented } from 'antd';
import { useTranslation } from 'react-i18next';
import type { FieldSchema, RecordSchema } from '@/api/types';
import { PopoverContent } from '../popover_content';
import { type ChosenColumn, move_column } from './layout';
import type { ListState } from './use_list_state';

/** Which columns, in which order, how dense: for this person and this view, until they put it back. */
export default function ColumnChooser({ record, state }: { record: RecordSchema; state: ListState }) {
  const { t } = useTranslation();
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      destroyOnHidden
      content={
        <PopoverContent label={t('list.columns')}>
          <div className="column-chooser">
            <Segmented
              block
              aria-label={t('list.density')}
              value={state.layout.density}
              options={[
                { value: 'comfortable' as const, label: t('list.density_comfortable') },
                { value: 'compact' as const, label: t('list.density_compact') },
              ]}
              onChange={(density) => state.change_layout({ density })}
            />
            <ColumnList record={record} columns={state.layout.columns} on_change={(columns) => state.change_layout({ columns })} />
            <button type="button" className="tool" onClick={() => state.change_layout({ columns: [], density: null, mode: null })}>
              {t('list.columns_default')}
            </button>
          </div>
        </PopoverContent>
      }
    >
      <button type="button" className="tool" aria-haspopup="dialog">
        {t('list.columns')}
      </button>
    </Popover>
  );
}

interface ColumnListProps {
  record: RecordSchema;
  columns: ChosenColumn[];
  on_change: (columns: ChosenColumn[]) => void;
}

/** The chosen ones first, in their order, then all the others. */
function ColumnList({ record, columns, on_change }: ColumnListProps) {
  const { t } = useTranslation();
  const field = (name: string) => record.fields.find((one) => one.name === name);
  const chosen = columns.map(({ name }) => field(name)).filter((one): one is FieldSchema => one !== undefined);
  const others = record.fields.filter(({ name }) => !columns.some((column) => column.name === name));
  const leave_out = (name: string) => columns.length > 1 && on_change(columns.filter((column) => column.name !== name));
  const step = (name: string, label: string, by: -1 | 1) => {
    const from = columns.findIndex((column) => column.name === name);
    const to = from + by;
    return (
      <Button
        type="text"
        size="small"
        aria-label={t(by < 0 ? 'list.column_earlier' : 'list.column_later', { label })}
        icon={by < 0 ? <ArrowUpOutlined aria-hidden /> : <ArrowDownOutlined aria-hidden />}
        disabled={to < 0 || to >= columns.length}
        onClick={() => on_change(move_column(columns, name, to))}
      />
    );
  };
  return (
    <ul className="column-list">
      {chosen.map(({ name, label }) => (
        <li key={name}>
          <Checkbox checked disabled={columns.length === 1} onChange={() => leave_out(name)}>
            {label}
          </Checkbox>
          <span>
            {step(name, label, -1)}
            {step(name, label, 1)}
          </span>
        </li>
      ))}
      {others.map(({ name, label }) => (
        <li key={name}>
          <Checkbox checked={false} onChange={() => on_change([...columns, { name, width: null }])}>
            {label}
          </Checkbox>
        </li>
      ))}
    </ul>
  );
}
