import { Checkbox, DatePicker, Segmented, Select } from 'antd';
import dayjs from 'dayjs';
import { useTranslation } from 'react-i18next';
import type { Kind } from './classes_view';
import { days_of, type Period, period_of, periods } from './periods';
import type { Offer, Question } from './report';

interface QuestionBarProps {
  offer: Offer;
  question: Question;
  kind: Kind | undefined;
  on_change: (change: Partial<Question>) => void;
}

const most_measures = 4;

/** What is asked, in words that are read from left to right: these figures, by this and that, in that time, compared with. */
export function QuestionBar({ offer, question, kind, on_change }: QuestionBarProps) {
  const { t } = useTranslation();
  const today = dayjs();
  const measures = (question.measures ?? '').split(',').filter(Boolean);
  const compare = (question.compare ?? '').split(',').filter(Boolean);
  const period = period_of(question, today);
  const dimensions = offer.dimensions.map((one) => ({ value: one.name, label: one.label }));
  const named = (name: string) => ({ 'aria-label': name });
  return (
    <div className="question-bar card">
      {kind === undefined || kind === 'abc' ? (
        <Choice label={t('analysis.measures')}>
          <Select
            {...named(t('analysis.measures'))}
            mode="multiple"
            className="measures-select"
            maxTagCount="responsive"
            value={measures}
            onChange={(next: string[]) =>
              next.length > 0 && on_change({ measures: next.slice(0, most_measures).join(','), sort: undefined })
            }
            options={offer.measures.map((one) => ({ value: one.name, label: one.label }))}
          />
        </Choice>
      ) : null}
      {kind === undefined || kind === 'abc' ? (
        <Choice label={t('analysis.rows')}>
          <Select
            {...named(t('analysis.rows'))}
            className="dimension-select"
            value={question.rows}
            onChange={(rows: string) =>
              on_change({ rows, columns: question.columns === rows ? undefined : question.columns, sort: undefined })
            }
            options={dimensions}
          />
        </Choice>
      ) : null}
      {kind === undefined && (
        <Choice label={t('analysis.columns')}>
          <Select
            {...named(t('analysis.columns'))}
            className="dimension-select"
            value={question.columns ?? ''}
            onChange={(columns: string) => on_change({ columns: columns || undefined })}
            options={[{ value: '', label: t('analysis.no_columns') }, ...dimensions.filter((one) => one.value !== question.rows)]}
          />
        </Choice>
      )}
      <Choice label={t('analysis.period')}>
        <Select
          {...named(t('analysis.period'))}
          className="dimension-select"
          value={period ?? 'chosen'}
          onChange={(next: Period | 'chosen') =>
            next !== 'chosen' && on_change({ from: undefined, to: undefined, ...days_of(next, today) })
          }
          options={[
            ...periods.map((one) => ({ value: one, label: t(`analysis.period_${one}`) })),
            ...(period === null ? [{ value: 'chosen', label: t('analysis.period_chosen') }] : []),
          ]}
        />
        <DatePicker.RangePicker
          {...named(t('analysis.period'))}
          allowEmpty={[true, true]}
          value={[question.from ? dayjs(question.from) : null, question.to ? dayjs(question.to) : null]}
          onChange={(days) => on_change({ from: days?.[0]?.format('YYYY-MM-DD'), to: days?.[1]?.format('YYYY-MM-DD') })}
        />
      </Choice>
      {kind === undefined && (
        <Choice label={t('analysis.compare')}>
          <Checkbox.Group
            value={compare}
            onChange={(next) => on_change({ compare: next.join(',') || undefined })}
            options={[
              { value: 'previous', label: t('analysis.previous') },
              { value: 'last_year', label: t('analysis.last_year') },
            ]}
          />
        </Choice>
      )}
      {kind === undefined && (
        <Choice label={t('analysis.order')}>
          <Segmented
            {...named(t('analysis.order'))}
            value={sort_of(question, measures[0])}
            onChange={(next: string) => on_change({ sort: next === 'key' ? 'key' : next === 'top' ? `-${measures[0]}` : measures[0] })}
            options={[
              { value: 'top', label: t('analysis.order_top') },
              { value: 'bottom', label: t('analysis.order_bottom') },
              { value: 'key', label: t('analysis.order_key') },
            ]}
          />
          <Select
            {...named(t('analysis.limit'))}
            value={question.limit ?? '50'}
            onChange={(limit: string) => on_change({ limit })}
            options={['10', '20', '50', '200'].map((one) => ({ value: one, label: t('analysis.first', { count: Number(one) }) }))}
          />
        </Choice>
      )}
    </div>
  );
}

function sort_of(question: Question, measure: string | undefined): 'top' | 'bottom' | 'key' {
  if (question.sort === undefined) return ['year', 'quarter', 'month'].includes(question.rows ?? '') ? 'key' : 'top';
  return question.sort === 'key' ? 'key' : question.sort === measure ? 'bottom' : 'top';
}

function Choice({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div className="question-choice">
      <span className="question-label">{label}</span>
      <div className="question-inputs">{children}</div>
    </div>
  );
}
