import { Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSchema } from '@/api/queries';
import type { Line, RecordSchema, Value } from '@/api/types';
import { useValueText } from '../record/history';
import { type Difference, differences, merge, type Side } from './compare';
import type { Draft } from './draft';

interface CompareDialogProps {
  record: RecordSchema;
  base: Draft;
  mine: Draft;
  theirs: Draft;
  on_cancel: () => void;
  on_choose: (merged: Draft) => void;
}

/** Two people changed one record: field by field, what holds? */
export default function CompareDialog({ record, base, mine, theirs, on_cancel, on_choose }: CompareDialogProps) {
  const { t } = useTranslation();
  const schema = useSchema();
  const found = differences(record, schema, base, mine, theirs);
  const [choices, set_choices] = useState<Record<string, Side>>(() =>
    Object.fromEntries(found.flatMap(({ name, suggested }) => (suggested ? [[name, suggested]] : []))),
  );
  const is_complete = found.every(({ name }) => choices[name] !== undefined);

  return (
    <Modal
      open
      width={860}
      title={t('compare.title')}
      okText={t('compare.save')}
      cancelText={t('compare.back')}
      okButtonProps={{ disabled: !is_complete }}
      onOk={() => on_choose(merge(found, choices, mine, theirs))}
      onCancel={on_cancel}
    >
      <p className="quiet">{t('compare.lead')}</p>
      <div className="compare-scroll" tabIndex={0} role="group" aria-label={t('compare.title')}>
        <table className="compare">
          <thead>
            <tr>
              <th scope="col">{t('compare.field')}</th>
              <th scope="col">{t('compare.before')}</th>
              <th scope="col">{t('compare.mine')}</th>
              <th scope="col">{t('compare.theirs')}</th>
            </tr>
          </thead>
          <tbody>
            {found.map((difference) => (
              <CompareRow
                key={difference.name}
                record={record}
                difference={difference}
                drafts={{ base, mine, theirs }}
                chosen={choices[difference.name]}
                on_choose={(side) => set_choices({ ...choices, [difference.name]: side })}
              />
            ))}
          </tbody>
        </table>
      </div>
      {!is_complete && (
        <p className="quiet" role="status">
          {t('compare.incomplete')}
        </p>
      )}
    </Modal>
  );
}

interface CompareRowProps {
  record: RecordSchema;
  difference: Difference;
  drafts: { base: Draft; mine: Draft; theirs: Draft };
  chosen: Side | undefined;
  on_choose: (side: Side) => void;
}

function CompareRow({ record, difference, drafts, chosen, on_choose }: CompareRowProps) {
  const { t } = useTranslation();
  const text = useValueText(record, difference.name);
  const show = (draft: Draft): string => {
    if (difference.kind === 'field') return text(draft.values[difference.name] as Value) || '–';
    const lines = draft.lines[difference.name] ?? [];
    return lines.map((line, index) => `${index + 1}. ${text(line.values as Line)}`).join('\n') || '–';
  };
  const side = (name: Side) => (
    <td className={chosen === name ? 'compare-chosen' : undefined}>
      <label>
        <input type="radio" name={`compare-${difference.name}`} checked={chosen === name} onChange={() => on_choose(name)} />
        <span className="long-text">
          <span className="visually-hidden">{t(`compare.${name}`)}: </span>
          {show(drafts[name])}
        </span>
      </label>
    </td>
  );
  return (
    <tr>
      <th scope="row">
        {difference.label}
        {difference.is_conflict && <span className="tag tag-warning">{t('compare.conflict')}</span>}
      </th>
      <td className="quiet long-text">{show(drafts.base)}</td>
      {side('mine')}
      {side('theirs')}
    </tr>
  );
}
