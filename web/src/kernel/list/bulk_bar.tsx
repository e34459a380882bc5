import { App, Button, Dropdown, Modal } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSchema } from '@/api/queries';
import type { MoveForm, MoveSchema, RecordData, RecordSchema } from '@/api/types';
import type { ListSearch } from '@/app/router';
import { group_digits } from '../fields/decimal';
import { writable_fields } from '../form/draft';
import type { Selection } from '../grid/selection';
import type { BulkResult, Change } from './bulk';
import { useBulk } from './use_bulk';

const SetFieldDialog = lazy(() => import('./set_field_dialog'));
const MoveDialog = lazy(() => import('../form/move_dialog'));

interface BulkBarProps {
  record: RecordSchema;
  rows: RecordData[];
  total: number | undefined;
  search: ListSearch;
  selection: Selection;
}

/** What can be done with the rows that are chosen; it stands at the foot of the list as long as any are. */
export default function BulkBar({ record, rows, total, search, selection }: BulkBarProps) {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const schema = useSchema();
  const { busy, result, run, tell, close_result } = useBulk({ record, rows, search, selection });
  const [field, set_field] = useState<string | null>(null);
  const [asking, set_asking] = useState<{ move: MoveSchema; form: MoveForm } | null>(null);
  const count = selection.everything ? (total ?? selection.keys.size) : selection.keys.size;
  const words = { count, shown: group_digits(String(count)) };
  const fields = writable_fields(record, 'edit').filter(({ unique }) => !unique);
  const owner = fields.find(({ name, target }) => name === 'owner' && target === 'accounts');
  // What changes the content is different for each record, so it is made on its own page.
  const moves = record.moves.filter(({ form }) => !form?.edits);
  const archive = search.archived ? 'restore' : 'archive';

  async function ask(change: Change, what: string, danger: boolean) {
    const is_sure = await modal.confirm({
      title: t('bulk.sure', { ...words, what }),
      content: selection.everything ? t('bulk.sure_all') : undefined,
      okText: what,
      cancelText: t('app.cancel'),
      okButtonProps: danger ? { danger: true, type: 'default' } : undefined,
    });
    if (is_sure) await run(change);
  }

  /** What has lines of its own (a delivery) is for each record what the server proposes: all that is open. */
  function make(move: MoveSchema) {
    const has_lines = schema.records.some(({ name, lines }) => name === move.form?.record && lines.length > 0);
    if (move.form && !has_lines) set_asking({ move, form: move.form });
    else void ask({ action: move.name }, move.label, move.danger);
  }

  return (
    <section className="bulk-bar" aria-label={t('bulk.title')} aria-busy={busy}>
      <strong role="status">{t('bulk.chosen', words)}</strong>
      {!selection.everything && total !== undefined && total > count && (
        <button type="button" className="tool" onClick={selection.choose_everything}>
          {t('bulk.choose_all', { count: total, shown: group_digits(String(total)) })}
        </button>
      )}
      <span className="bulk-actions">
        {record.can.update && !search.archived && (
          <>
            {owner && (
              <Button size="small" disabled={busy} onClick={() => set_field(owner.name)}>
                {t('bulk.assign')}
              </Button>
            )}
            {moves.length > 0 && (
              <Dropdown
                trigger={['click']}
                menu={{
                  items: moves.map(({ name, label, danger }) => ({ key: name, label, danger })),
                  onClick: ({ key }) => {
                    const move = moves.find(({ name }) => name === key);
                    if (move) make(move);
                  },
                }}
              >
                <Button size="small" disabled={busy} aria-haspopup="menu">
                  {t('bulk.move')}
                </Button>
              </Dropdown>
            )}
            {fields.length > 0 && (
              <Button size="small" disabled={busy} onClick={() => set_field('')}>
                {t('bulk.set')}
              </Button>
            )}
          </>
        )}
        {record.can.archive && (
          <Button size="small" disabled={busy} onClick={() => void ask({ action: archive }, t(`record.${archive}`), archive === 'archive')}>
            {t(`record.${archive}`)}
          </Button>
        )}
      </span>
      <button type="button" className="tool" onClick={selection.clear}>
        {t('bulk.clear')} <kbd>Esc</kbd>
      </button>
      {field !== null && (
        <Suspense>
          <SetFieldDialog
            title={t(field === 'owner' ? 'bulk.assign' : 'bulk.set')}
            fields={field === '' ? fields : fields.filter(({ name }) => name === field)}
            words={words}
            on_cancel={() => set_field(null)}
            on_set={(set) => {
              set_field(null);
              void run({ action: 'update', set });
            }}
          />
        </Suspense>
      )}
      {asking && (
        <Suspense>
          <MoveDialog
            record={record}
            data={null}
            move={asking.move}
            form={asking.form}
            title={t('bulk.sure', { ...words, what: asking.move.label })}
            send={(told) => tell({ action: asking.move.name, set: told })}
            on_close={() => set_asking(null)}
          />
        </Suspense>
      )}
      {result && <Refusals result={result} on_close={close_result} />}
    </section>
  );
}

function Refusals({ result, on_close }: { result: BulkResult; on_close: () => void }) {
  const { t } = useTranslation();
  const left_out = result.refused - result.refusals.length;
  return (
    <Modal
      open
      width={720}
      title={t('bulk.refused', { count: result.refused, shown: group_digits(String(result.refused)) })}
      onCancel={on_close}
      footer={<Button onClick={on_close}>{t('bulk.close')}</Button>}
    >
      <p className="quiet">{t('bulk.refused_lead', { shown: group_digits(String(result.done)) })}</p>
      <div className="bulk-refusals" tabIndex={0} role="group" aria-label={t('bulk.title')}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('bulk.row')}</th>
              <th scope="col">{t('import.reason')}</th>
            </tr>
          </thead>
          <tbody>
            {result.refusals.map(({ id, title, reason, clause }) => (
              <tr key={id}>
                <th scope="row">{title}</th>
                <td>
                  {reason} {clause && <span className="clause">{clause}</span>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        {left_out > 0 && <p className="quiet">{t('bulk.refused_more', { shown: group_digits(String(left_out)) })}</p>}
      </div>
    </Modal>
  );
}
