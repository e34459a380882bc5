import { Checkbox, DatePicker, Select } from 'antd';
import dayjs from 'dayjs';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AnalysisSearch } from '@/app/router';
import { type Days, days_of, type Period, periods } from './periods';
import type { Offer } from './report';

interface PartProps {
  offer: Offer;
  asked: AnalysisSearch;
  on_change: (change: Partial<AnalysisSearch>) => void;
}

const most_measures = 4;

/** What is asked, in words that are read from left to right: these figures, by this and that, in that time, compared with. */
export function QuestionBar({ children, ...props }: PartProps & { children: ReactNode }) {
  const { kind } = props.asked;
  return (
    <div className="question-bar">
      {(kind === undefined || kind === 'abc') && <Measures {...props} />}
      {(kind === undefined || kind === 'abc') && <Rows {...props} />}
      {kind === undefined && <Columns {...props} />}
      {kind === 'ageing' ? <AgeingRows {...props} /> : <PeriodChoice {...props} />}
      {kind === undefined && <Compare {...props} />}
      {children}
    </div>
  );
}

/** Several beside each other by one dimension; by two, a table has room for one. */
function Measures({ offer, asked, on_change }: PartProps) {
  const { t } = useTranslation();
  const measures = (asked.measures ?? '').split(',').filter(Boolean);
  const options = offer.measures.map((one) => ({ value: one.name, label: one.label }));
  const is_one = asked.columns !== undefined || asked.kind === 'abc';
  const change = (next: string[]) => next.length > 0 && on_change({ measures: next.slice(-most_measures).join(','), sort: undefined });
  return (
    <Choice label={t('analysis.measures')} className="wide-choice">
      {is_one ? (
        <Select aria-label={t('analysis.measures')} value={measures[0]} onChange={(next) => change([next])} options={options} />
      ) : (
        <Select
          aria-label={t('analysis.measures')}
          mode="multiple"
          maxTagCount="responsive"
          value={measures}
          onChange={change}
          options={options}
        />
      )}
    </Choice>
  );
}

function Rows({ offer, asked, on_change }: PartProps) {
  const { t } = useTranslation();
  const offered = offer.dimensions.filter((one) => asked.kind !== 'abc' || !one.time);
  return (
    <Choice label={t('analysis.rows')}>
      <Select
        aria-label={t('analysis.rows')}
        value={asked.rows}
        onChange={(rows: string) => on_change({ rows, columns: asked.columns === rows ? undefined : asked.columns, sort: undefined })}
        options={offered.map((one) => ({ value: one.name, label: one.label }))}
      />
    </Choice>
  );
}

function AgeingRows({ offer, asked, on_change }: PartProps) {
  const { t } = useTranslation();
  const offered = offer.dimensions.filter((one) => one.name === 'customer' || one.name === 'salesperson');
  return (
    <Choice label={t('analysis.rows')}>
      <Select
        aria-label={t('analysis.rows')}
        value={asked.rows === 'salesperson' ? 'salesperson' : 'customer'}
        onChange={(rows: string) => on_change({ rows, columns: undefined, sort: undefined })}
        options={offered.map((one) => ({ value: one.name, label: one.label }))}
      />
    </Choice>
  );
}

function Columns({ offer, asked, on_change }: PartProps) {
  const { t } = useTranslation();
  const offered = offer.dimensions.filter((one) => one.name !== asked.rows);
  return (
    <Choice label={t('analysis.columns')}>
      <Select
        aria-label={t('analysis.columns')}
        value={asked.columns ?? ''}
        onChange={(columns: string) =>
          on_change(columns ? { columns, measures: asked.measures?.split(',')[0], sort: undefined } : { columns: undefined })
        }
        options={[{ value: '', label: t('analysis.no_columns') }, ...offered.map((one) => ({ value: one.name, label: one.label }))]}
      />
    </Choice>
  );
}

function PeriodChoice({ asked, on_change }: PartProps) {
  const { t } = useTranslation();
  const is_chosen = asked.period === undefined && (asked.from !== undefined || asked.to !== undefined);
  const value = asked.period ?? (is_chosen ? 'chosen' : 'all');
  const choose = (next: Period | 'chosen') => {
    // Days of one's own begin with those that are shown.
    const days: Days = next === 'chosen' ? days_of(asked.period ?? 'this_year', dayjs()) : {};
    on_change({ period: next === 'chosen' ? undefined : next, from: days.from, to: days.to });
  };
  return (
    <Choice label={t('analysis.period')} className={is_chosen ? 'wide-choice' : undefined}>
      <Select
        aria-label={t('analysis.period')}
        value={value}
        onChange={choose}
        options={[...periods, 'chosen' as const].map((one) => ({ value: one, label: t(`analysis.period_${one}`) }))}
      />
      {is_chosen && (
        <DatePicker.RangePicker
          aria-label={t('analysis.period')}
          allowEmpty={[true, true]}
          allowClear={false}
          value={[asked.from ? dayjs(asked.from) : null, asked.to ? dayjs(asked.to) : null]}
          onChange={(days) => on_change({ from: days?.[0]?.format('YYYY-MM-DD'), to: days?.[1]?.format('YYYY-MM-DD') })}
        />
      )}
    </Choice>
  );
}

function Compare({ asked, on_change }: PartProps) {
  const { t } = useTranslation();
  return (
    <Choice label={t('analysis.compare')}>
      <Checkbox.Group
        value={(asked.compare ?? '').split(',').filter(Boolean)}
        onChange={(next) => on_change({ compare: next.join(',') || undefined })}
        options={[
          { value: 'previous', label: t('analysis.previous') },
          { value: 'last_year', label: t('analysis.last_year') },
        ]}
      />
    </Choice>
  );
}

function Choice({ label, className, children }: { label: string; className?: string; children: ReactNode }) {
  return (
    <div className={`question-choice ${className ?? ''}`}>
      <span className="question-label" aria-hidden="true">
        {label}
      </span>
      <div className="question-inputs">{children}</div>
    </div>
  );
}
