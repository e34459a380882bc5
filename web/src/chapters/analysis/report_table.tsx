import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { AnalysisSearch } from '@/app/router';
import { group_digits } from '@/kernel/fields/decimal';
import { order_of } from './asked';
import { heading_text } from './heading_text';
import {
  type Figure,
  growth_of,
  growth_text,
  type Heading,
  type Layer,
  ledger_of,
  type MeasureInfo,
  percent_text,
  type Report,
  share_of,
  units_of,
} from './report';
import { SortHeading } from './sort_heading';

interface TableProps {
  report: Report;
  measures: MeasureInfo[];
  asked: AnalysisSearch;
  dimension_label: (name: string) => string;
  is_heat: boolean;
  on_sort?: (sort: string) => void;
}

export function ReportTable(props: TableProps) {
  return props.report.columns ? <CrossTable {...props} /> : <PlainTable {...props} />;
}

/** A figure that opens the lines behind it. */
function FigureLink({
  report,
  measure,
  figure,
  row,
  column,
}: {
  report: Report;
  measure: string;
  figure: Figure;
  row?: Heading;
  column?: Heading;
}) {
  const text = group_digits(String(figure));
  const filter = ledger_of(report, measure, row, column);
  if (filter === null || units_of(figure) === 0n) return <span className={units_of(figure) === 0n ? 'quiet' : undefined}>{text}</span>;
  return (
    <Link className="figure-link" to="/$record" params={{ record: report.record }} search={{ filter, view: 'all' }}>
      {text}
    </Link>
  );
}

function Growth({ now, before }: { now: Figure; before: Figure | undefined }) {
  const growth = growth_of(now, before);
  const tone = growth === null || growth === 0 ? 'quiet' : growth > 0 ? 'grown' : 'shrunk';
  return <td className={`number ${tone}`}>{growth_text(growth)}</td>;
}

function GrowthHeadings({ report }: { report: Report }) {
  const { t } = useTranslation();
  return compared(report).map(({ key }) => (
    <th key={key} scope="col" className="number">
      {t(key === 'previous' ? 'analysis.on_previous' : 'analysis.on_last_year')}
    </th>
  ));
}

/** With their names, the layers that the first measure is compared with. */
function compared(report: Report): { key: 'previous' | 'last_year'; layer: Layer }[] {
  return (['previous', 'last_year'] as const).flatMap((key) => {
    const layer = report[key];
    return layer ? [{ key, layer }] : [];
  });
}

function PlainTable({ report, measures, asked, dimension_label, on_sort }: TableProps) {
  const { t } = useTranslation();
  const order = order_of(asked);
  return (
    <table className="report-table">
      <thead>
        <tr>
          <SortHeading label={dimension_label(report.rows?.dimension ?? '')} by="key" order={order} on_sort={on_sort} />
          {measures.map(({ name, label }) => (
            <SortHeading key={name} label={label} by={name} order={order} is_number on_sort={on_sort} />
          ))}
          <th scope="col" className="number">
            {t('analysis.share')}
          </th>
          <GrowthHeadings report={report} />
        </tr>
      </thead>
      <tbody>
        {(report.rows?.items ?? []).map((row, index) => (
          <PlainRow key={key_of(row)} report={report} measures={measures} row={row} index={index} />
        ))}
      </tbody>
      <tfoot>
        <PlainRow report={report} measures={measures} />
      </tfoot>
    </table>
  );
}

/** Share and growth are of the first measure. */
function PlainRow({ report, measures, row, index }: { report: Report; measures: MeasureInfo[]; row?: Heading; index?: number }) {
  const { t } = useTranslation();
  const of_layer = (layer: Layer) => (index === undefined ? layer.total : layer.rows[index]) ?? [];
  const figures = of_layer(report.current);
  return (
    <tr className={row?.others ? 'others' : undefined}>
      <th scope="row">{row ? heading_text(row, t) : t('analysis.total')}</th>
      {measures.map((measure, m) => (
        <td key={measure.name} className="number">
          <FigureLink report={report} measure={measure.name} figure={figures[m] ?? 0} row={row} />
        </td>
      ))}
      <td className="number">{percent_text(share_of(figures[0] ?? 0, report.current.total[0] ?? 0))}</td>
      {compared(report).map(({ key, layer }) => (
        <Growth key={key} now={figures[0] ?? 0} before={of_layer(layer)[0]} />
      ))}
    </tr>
  );
}

const deepest_heat = 38; // percent of the accent colour: text on it stays readable

/** How warm a cell is, against the largest of all cells but the others. */
function heat_of(report: Report): (figure: Figure) => number {
  const rows = report.rows?.items ?? [];
  const columns = report.columns?.items ?? [];
  let most = 1n;
  report.current.cells.forEach((row, r) => {
    row.forEach((cell, c) => {
      const units = units_of(cell[0] ?? 0);
      if (!rows[r]?.others && !columns[c]?.others && units > most) most = units;
    });
  });
  return (figure) => {
    const units = units_of(figure);
    return units <= 0n ? 0 : Math.min(deepest_heat, Number((units * BigInt(deepest_heat)) / most));
  };
}

const key_of = (heading: Heading) => heading.key ?? (heading.others ? 'others' : 'none');

function CrossTable({ report, measures, asked, dimension_label, is_heat, on_sort }: TableProps) {
  const { t } = useTranslation();
  const order = order_of(asked);
  const measure = measures[0];
  const columns = report.columns?.items ?? [];
  const heat = is_heat ? heat_of(report) : null;
  if (!measure) return null;
  const corner = `${dimension_label(report.rows?.dimension ?? '')} × ${dimension_label(report.columns?.dimension ?? '')}`;
  return (
    <table className={is_heat ? 'report-table heat' : 'report-table'}>
      <thead>
        <tr>
          <SortHeading label={corner} by="key" order={order} on_sort={on_sort} />
          {columns.map((column) => (
            <th key={key_of(column)} scope="col" className="number">
              {heading_text(column, t)}
            </th>
          ))}
          <SortHeading label={t('analysis.total')} by={measure.name} order={order} is_number on_sort={on_sort} />
          <GrowthHeadings report={report} />
        </tr>
      </thead>
      <tbody>
        {(report.rows?.items ?? []).map((row, index) => (
          <CrossRow key={key_of(row)} report={report} measure={measure.name} row={row} index={index} heat={heat} />
        ))}
      </tbody>
      <tfoot>
        <CrossRow report={report} measure={measure.name} heat={null} />
      </tfoot>
    </table>
  );
}

interface CrossRowProps {
  report: Report;
  measure: string;
  /** Of the rows; none is the line of the totals. */
  row?: Heading;
  index?: number;
  heat: ((figure: Figure) => number) | null;
}

function CrossRow({ report, measure, row, index, heat }: CrossRowProps) {
  const { t } = useTranslation();
  const of_layer = (layer: Layer) => (index === undefined ? layer.total : layer.rows[index])?.[0];
  const cells = index === undefined ? report.current.columns : report.current.cells[index];
  const now = of_layer(report.current) ?? 0;
  const warmth = (figure: Figure) => (heat ? { background: `color-mix(in srgb, var(--accent) ${heat(figure)}%, transparent)` } : undefined);
  return (
    <tr className={row?.others ? 'others' : undefined}>
      <th scope="row">{row ? heading_text(row, t) : t('analysis.total')}</th>
      {(report.columns?.items ?? []).map((column, c) => {
        const figure = cells?.[c]?.[0] ?? 0;
        return (
          <td key={key_of(column)} className="number" style={warmth(figure)}>
            <FigureLink report={report} measure={measure} figure={figure} row={row} column={column} />
          </td>
        );
      })}
      <td className="number sum">
        <FigureLink report={report} measure={measure} figure={now} row={row} />
      </td>
      {compared(report).map(({ key, layer }) => (
        <Growth key={key} now={now} before={of_layer(layer)} />
      ))}
    </tr>
  );
}
