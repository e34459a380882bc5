import { EditOutlined, PrinterOutlined } from '@ant-design/icons';
import { Link, useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MoveSchema, RecordData, RecordSchema } from '@/api/types';
import { FieldView } from '../fields/field_view';
import { find_field } from '../fields/paths';
import { useShortcut } from '../shortcuts';
import { value_of } from './title';
import { useMoves } from './use_moves';

const PasswordDialog = lazy(() => import('@/app/shell/password_dialog'));
const MergeDialog = lazy(() => import('./merge_dialog'));
const MoveDialog = lazy(() => import('../form/move_dialog'));

interface RecordHeaderProps {
  record: RecordSchema;
  data: RecordData;
  title: string;
}

/** The dangerous first, and last the one that is the next step on the way: the first that leads to a later state. */
function moves_in_order(record: RecordSchema, data: RecordData): { one: MoveSchema; is_next: boolean }[] {
  const states = find_field(record, record.state ?? '')?.choices?.map((choice) => choice.value) ?? [];
  const now = states.indexOf(String(value_of(data, record.state ?? '')));
  const allowed = record.moves.filter((one) => data.can?.moves.includes(one.name));
  const next = allowed.find((one) => !one.danger && states.indexOf(one.to) > now);
  const rank = (one: MoveSchema) => (one.danger ? 0 : one === next ? 2 : 1);
  return allowed.sort((a, b) => rank(a) - rank(b)).map((one) => ({ one, is_next: one === next }));
}

export function RecordHeader({ record, data, title }: RecordHeaderProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { busy, move, tell, asking, stop_asking } = useMoves(record, data, title);
  const [asks_password, set_asks_password] = useState(false);
  const [merges, set_merges] = useState(false);
  const state = find_field(record, record.state ?? '');
  const can = data.can;
  const edit = () => void navigate({ to: '/$record/$id/edit', params: { record: record.name, id: data.id } });
  useShortcut('e', edit, can?.update === true);

  return (
    <header className="record-header">
      <nav className="crumbs" aria-label={t('app.breadcrumb')}>
        <Link to="/$record" params={{ record: record.name }}>
          {record.label_many}
        </Link>
      </nav>
      <div className="record-headline">
        <div className="record-title">
          <h1>{title}</h1>
          {state && <FieldView field={state} value={value_of(data, state.name)} />}
          {data.archived && <span className="tag">{t('record.archived')}</span>}
          {record.clause && (
            <span className="clause" title={t('app.clause', { clause: record.clause })}>
              {record.clause}
            </span>
          )}
        </div>
        <div className="record-actions">
          <Button
            className="print-button"
            icon={<PrinterOutlined aria-hidden />}
            aria-label={t('print.record')}
            title={t('print.record')}
            onClick={() => window.print()}
          />
          {can?.archive && (
            <Button loading={busy === 'archive'} onClick={() => void move('archive')}>
              {t('record.archive')}
            </Button>
          )}
          {can?.restore && (
            <Button loading={busy === 'restore'} onClick={() => void move('restore')}>
              {t('record.restore')}
            </Button>
          )}
          {record.can.merge && can?.update && can.archive && <Button onClick={() => set_merges(true)}>{t('merge.button')}</Button>}
          {record.name === 'accounts' && can?.update && (
            <Button onClick={() => set_asks_password(true)}>{t('session.set_password')}</Button>
          )}
          {can?.update && (
            <Button icon={<EditOutlined aria-hidden />} onClick={edit}>
              {t('record.edit')}
            </Button>
          )}
          {moves_in_order(record, data).map(({ one, is_next }) => (
            <Button
              key={one.name}
              type={is_next ? 'primary' : 'default'}
              danger={one.danger}
              loading={busy === one.name}
              onClick={() => void move(one.name)}
            >
              {one.label}
            </Button>
          ))}
        </div>
      </div>
      {asking && (
        <Suspense>
          <MoveDialog
            record={record}
            data={data}
            move={asking.move}
            form={asking.form}
            title={asking.move.label}
            send={tell}
            on_close={stop_asking}
          />
        </Suspense>
      )}
      {merges && (
        <Suspense>
          <MergeDialog record={record} data={data} on_close={() => set_merges(false)} />
        </Suspense>
      )}
      {asks_password && (
        <Suspense>
          <PasswordDialog account={{ id: data.id, name: title }} on_close={() => set_asks_password(false)} />
        </Suspense>
      )}
    </header>
  );
}
