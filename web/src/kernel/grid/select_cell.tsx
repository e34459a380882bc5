import { useTranslation } from 'react-i18next';
import type { GridColumn } from './model';
import type { Selection } from './selection';

/** The column that rows are chosen in. Its boxes are for the pointer: the keyboard has Space and x on the row itself. */
export function select_column<Row>(selection: Selection, row_key: (row: Row) => string, title_of: (row: Row) => string): GridColumn<Row> {
  return {
    key: select_key,
    title: '',
    width: 34,
    is_fixed: true,
    align: 'start',
    sortable: false,
    render: (row) => <SelectBox is_chosen={selection.has(row_key(row))} title={title_of(row)} />,
  };
}

export const select_key = ':select';

function SelectBox({ is_chosen, title }: { is_chosen: boolean; title: string }) {
  const { t } = useTranslation();
  return (
    <input
      type="checkbox"
      className="grid-select"
      tabIndex={-1}
      readOnly
      checked={is_chosen}
      aria-label={t('grid.select_row', { title })}
    />
  );
}

interface SelectAllProps {
  selection: Selection;
  loaded: string[];
}

export function SelectAll({ selection, loaded }: SelectAllProps) {
  const { t } = useTranslation();
  const all = loaded.length > 0 && loaded.every((key) => selection.has(key));
  const some = selection.keys.size > 0 && !all;
  return (
    <input
      type="checkbox"
      className="grid-select"
      tabIndex={-1}
      ref={(box) => {
        if (box) box.indeterminate = some;
      }}
      checked={all}
      aria-label={t('grid.select_loaded')}
      onChange={() => (all ? selection.clear() : selection.set(loaded))}
    />
  );
}
