import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { group_digits } from '@/kernel/fields/decimal';
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

interface TableProps {
  report: Report;
  measures: MeasureInfo[];
  dimension_label: (name: string) => string;
  is_heat: boolean;
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

/** With their names, the layers that the first measure is compared with. */
function compared(report: Report): { key: 'previous' | 'last_year'; layer: Layer }[] {
  return (['previous', 'last_year'] as const).flatMap((key) => {
    const layer = report[key];
    return layer ? [{ key, layer }] : [];
  });
}

function PlainTable({ report, measures, dimension_label }: TableProps) {
  const { t } = useTranslation();
  const layers = compared(report);
  const items = report.rows?.items ?? [];
  const line = (label: string, figures: Figure[], before: (layer: Layer) => Figure | undefined, row?: Heading) => (
    <>
      <th scope="row">{label}</th>
      {measures.map((measure, m) => (
        <td key={measure.name} className="number">
          <FigureLink report={report} measure={measure.name} figure={figures[m] ?? 0} row={row} />
        </td>
      ))}
      <td className="number">{percent_text(share_of(figures[0] ?? 0, report.current.total[0] ?? 0))}</td>
      {layers.map(({ key, layer }) => (
        <Growth key={key} now={figures[0] ?? 0} before={before(layer)} />
      ))}
    </>
  );
  return (
    <table className="report-table">
      <thead>
        <tr>
          <th scope="col">{report.rows ? dimension_label(report.rows.dimension) : t('analysis.whole')}</th>
          {measures.map((measure) => (
            <th key={measure.name} scope="col" className="number">
              {measure.label}
            </th>
          ))}
          <th scope="col" className="number">
            {t('analysis.share')}
          </th>
          {layers.map(({ key }) => (
            <th key={key} scope="col" className="number">
              {t(key === 'previous' ? 'analysis.on_previous' : 'analysis.on_last_year')}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {items.map((row, r) => (
          <tr key={row.key ?? (row.others ? 'others' : 'none')} className={row.others ? 'others' : undefined}>
            {line(heading_text(row, t), report.current.rows[r] ?? [], (layer) => layer.rows[r]?.[0], row)}
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>{line(t('analysis.total'), report.current.total, (layer) => layer.total[0])}</tr>
      </tfoot>
    </table>
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

function CrossTable({ report, measures, dimension_label, is_heat }: TableProps) {
  const { t } = useTranslation();
  const measure = measures[0];
  const rows = report.rows?.items ?? [];
  const columns = report.columns?.items ?? [];
  const layers = compared(report);
  const heat = heat_of(report);
  if (!measure) return null;
  const first = (figures: Figure[] | undefined): Figure => figures?.[0] ?? 0;
  const warmth = (figure: Figure) =>
    is_heat ? { background: `color-mix(in srgb, var(--accent) ${heat(figure)}%, transparent)` } : undefined;
  return (
    <table className={is_heat ? 'report-table heat' : 'report-table'}>
      <thead>
        <tr>
          <th scope="col">{`${dimension_label(report.rows?.dimension ?? '')} × ${dimension_label(report.columns?.dimension ?? '')}`}</th>
          {columns.map((column) => (
            <th key={column.key ?? (column.others ? 'others' : 'none')} scope="col" className="number">
              {heading_text(column, t)}
            </th>
          ))}
          <th scope="col" className="number">
            {t('analysis.total')}
          </th>
          {layers.map(({ key }) => (
            <th key={key} scope="col" className="number">
              {t(key === 'previous' ? 'analysis.on_previous' : 'analysis.on_last_year')}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, r) => (
          <tr key={row.key ?? (row.others ? 'others' : 'none')} className={row.others ? 'others' : undefined}>
            <th scope="row">{heading_text(row, t)}</th>
            {columns.map((column, c) => {
              const figure = first(report.current.cells[r]?.[c]);
              return (
                <td key={column.key ?? (column.others ? 'others' : 'none')} className="number" style={warmth(figure)}>
                  <FigureLink report={report} measure={measure.name} figure={figure} row={row} column={column} />
                </td>
              );
            })}
            <td className="number sum">
              <FigureLink report={report} measure={measure.name} figure={first(report.current.rows[r])} row={row} />
            </td>
            {layers.map(({ key, layer }) => (
              <Growth key={key} now={first(report.current.rows[r])} before={layer.rows[r]?.[0]} />
            ))}
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">{t('analysis.total')}</th>
          {columns.map((column, c) => (
            <td key={column.key ?? (column.others ? 'others' : 'none')} className="number">
              <FigureLink report={report} measure={measure.name} figure={first(report.current.columns[c])} column={column} />
            </td>
          ))}
          <td className="number sum">
            <FigureLink report={report} measure={measure.name} figure={first(report.current.total)} />
          </td>
          {layers.map(({ key, layer }) => (
            <Growth key={key} now={first(report.current.total)} before={layer.total[0]} />
          ))}
        </tr>
      </tfoot>
    </table>
  );
}
