import { Checkbox, Popover } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Columns } from './columns';

export default function ColumnChooser({ columns }: { columns: Columns }) {
  const { t } = useTranslation();
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      content={
        <div className="column-chooser" role="dialog" aria-label={t('list.columns')}>
          <Checkbox.Group
            aria-label={t('list.columns')}
            options={columns.offered.map((field) => ({ value: field.name, label: field.label }))}
            value={columns.chosen}
            onChange={(names) => columns.choose(names.map(String))}
          />
          <button type="button" className="tool" onClick={columns.reset}>
            {t('list.columns_default')}
          </button>
        </div>
      }
    >
      <button type="button" className="tool" aria-haspopup="dialog">
        {t('list.columns')}
      </button>
    </Popover>
  );
}
