import { PrinterOutlined } from '@ant-design/icons';
import { App, Button } from 'antd';
import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import type { ListState } from '@/api/queries';
import type { RecordData, RecordSchema, Totals } from '@/api/types';
import { group_digits } from '../fields/decimal';
import { FilterWords } from '../filter/filter_words';
import type { GridColumn } from '../grid/model';
import { useProblemText } from '../problem_text';
import { useShortcut } from '../shortcuts';
import { PrintHead } from './print_head';
import { most_rows, usePrintList } from './use_print_list';

interface PrintListProps {
  record: RecordSchema;
  state: ListState;
  columns: GridColumn<RecordData>[];
  rows: RecordData[];
  totals: Totals | undefined;
}

/** A list on paper: its filter in words, its sums and its rows, in the columns and the order that are on the screen. */
export function PrintList({ record, state, columns, rows, totals }: PrintListProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const problem_text = useProblemText();
  const printing = usePrintList(record.name, state, rows);
  const print = () => void printing.print().catch((error: unknown) => message.error(problem_text(error)));
  useShortcut('Ctrl+p', print);
  return (
    <>
      <Button
        className="print-button"
        icon={<PrinterOutlined aria-hidden />}
        loading={printing.is_busy}
        aria-label={t('print.list')}
        title={t('print.list')}
        onClick={print}
      />
      {printing.rows && createPortal(<Sheet {...{ record, state, columns, totals }} rows={printing.rows} />, document.body)}
    </>
  );
}

function Sheet({ record, state, columns, rows, totals }: PrintListProps) {
  const { t } = useTranslation();
  const count = totals?.count ?? rows.length;
  return (
    <div className="print-sheet">
      <PrintHead what={record.label_many} />
      <h1>{record.label_many}</h1>
      <p>
        {state.archived && `${t('list.archived')} · `}
        {state.q && `${t('print.searched', { q: state.q })} · `}
        {state.filter && (
          <>
            <FilterWords record={record} text={state.filter} /> ·{' '}
          </>
        )}
        {t(rows.length < count ? 'print.some' : 'print.all', { shown: group_digits(String(rows.length)), of: group_digits(String(count)) })}
      </p>
      <dl className="print-sums">
        {record.totals.map((name) => (
          <div key={name}>
            <dt>{record.fields.find((field) => field.name === name)?.label ?? name}</dt>
            <dd className="number">{group_digits(String(totals?.sums[name] ?? '–'))}</dd>
          </div>
        ))}
      </dl>
      <table>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.key} className={`align-${column.align}`}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              {columns.map((column) => (
                <td key={column.key} className={`align-${column.align}`}>
                  {column.render(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length >= most_rows && rows.length < count && <p>{t('print.most', { most: group_digits(String(most_rows)) })}</p>}
    </div>
  );
}
