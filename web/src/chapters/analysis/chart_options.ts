import type { EChartsCoreOption } from 'echarts/core';
import type { TFunction } from 'i18next';
import { group_digits } from '@/kernel/fields/decimal';
import { is_time } from './asked';
import { heading_text } from './heading_text';
import type { Figure, Layer, MeasureInfo, Report } from './report';

export interface Inks {
  text: string;
  line: string;
  paper: string;
  is_dark: boolean;
}

export interface Drawing {
  report: Report;
  measure: MeasureInfo;
  kind: 'bar' | 'line';
  inks: Inks;
  is_narrow: boolean;
  language: string;
  t: TFunction;
}

/** Told apart by lightness too, in both themes. */
const light_colours = ['#0958d9', '#d46b08', '#1e7a34', '#8b3fb8', '#b3261e', '#0f7c8c', '#7a5b00', '#5d6675'];
const dark_colours = ['#69b1ff', '#ffa54d', '#6fd08a', '#c79bec', '#ff8f86', '#5cc8d8', '#e0c15a', '#9aa3b2'];
const most_series = 8;
const most_points = 40;
const most_bars = 20;

/** Names are read along bars that lie; time goes from left to right. */
export function is_lying(report: Report, kind: 'bar' | 'line'): boolean {
  return kind === 'bar' && !is_time(report.rows?.dimension);
}

type Shown = { index: number; name: string }[];

/** The rows that are drawn, the others left to the table. */
export function shown_rows(report: Report, kind: 'bar' | 'line', t: TFunction): Shown {
  return (report.rows?.items ?? [])
    .map((item, index) => ({ item, index }))
    .filter(({ item }) => !item.others)
    .slice(0, is_lying(report, kind) ? most_bars : most_points)
    .map(({ item, index }) => ({ index, name: heading_text(item, t) }));
}

const bar_height = 30;
const upright_height = 340;

export function chart_height(report: Report, kind: 'bar' | 'line', t: TFunction): number {
  if (!is_lying(report, kind)) return upright_height;
  const layers = report.columns ? 1 : Number(report.previous !== null) + Number(report.last_year !== null) + 1;
  return 84 + shown_rows(report, kind, t).length * (bar_height + 8 * (layers - 1));
}

const number_of = (figure: Figure | undefined) => Number(figure ?? 0);

export function chart_options(drawing: Drawing): EChartsCoreOption {
  const { report, measure, kind, inks, is_narrow, language, t } = drawing;
  const shown = shown_rows(report, kind, t);
  const lies = is_lying(report, kind);
  const compact = new Intl.NumberFormat(language, { notation: 'compact', maximumFractionDigits: 1 });
  const text = { color: inks.text, fontFamily: 'inherit', fontSize: 12 };
  const names = {
    type: 'category',
    inverse: lies,
    data: shown.map(({ name }) => name),
    axisLabel: lies ? { ...text, width: is_narrow ? 92 : 190, overflow: 'truncate' } : { ...text, hideOverlap: true },
    axisLine: { lineStyle: { color: inks.line } },
    axisTick: { show: false },
  };
  const values = {
    type: 'value',
    splitNumber: is_narrow ? 3 : 5,
    axisLabel: { ...text, formatter: (value: number) => compact.format(value) },
    splitLine: { lineStyle: { color: inks.line } },
  };
  return {
    animation: false,
    color: inks.is_dark ? dark_colours : light_colours,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    aria: { enabled: false },
    grid: { left: 4, right: lies ? 64 : 16, top: 44, bottom: 4, containLabel: true },
    legend: { type: 'scroll', top: 4, left: 0, icon: 'roundRect', itemWidth: 14, itemHeight: 10, textStyle: { color: inks.text } },
    // Rich text: a tooltip of HTML would need inline styles, which the page's policy refuses.
    tooltip: {
      trigger: 'axis',
      axisPointer: { type: kind === 'bar' ? 'shadow' : 'line' },
      renderMode: 'richText',
      confine: true,
      backgroundColor: inks.paper,
      borderColor: inks.line,
      textStyle: { color: inks.text },
      valueFormatter: (value: unknown) => group_digits(Number(value).toFixed(measure.scale === 2 ? 2 : 0)),
    },
    xAxis: lies ? values : names,
    yAxis: lies ? names : values,
    series: report.columns ? series_of_columns(drawing, shown) : series_of_layers(drawing, shown, compact),
  };
}

/** A series for each column; as bars they stand on each other, and what has no colour of its own comes last, so that they are as long as the sum. */
function series_of_columns({ report, kind, inks, t }: Drawing, shown: Shown) {
  const columns = (report.columns?.items ?? []).map((column, index) => ({ column, index }));
  const drawn = columns.filter(({ column }) => !column.others).slice(0, most_series);
  const rest = columns.filter((one) => !drawn.includes(one));
  const cell = (row: number, column: number) => number_of(report.current.cells[row]?.[column]?.[0]);
  const style = { type: kind, stack: kind === 'bar' ? 'all' : undefined, symbolSize: 7, barMaxWidth: 46 };
  const series = drawn.map(({ column, index }) => ({
    ...style,
    id: `column-${index}`,
    name: heading_text(column, t),
    data: shown.map((row) => cell(row.index, index)),
  }));
  if (kind === 'line' || rest.length === 0) return series;
  const of_rest = {
    ...style,
    id: 'rest',
    name: t('analysis.others'),
    cursor: 'default',
    itemStyle: { color: inks.is_dark ? '#4b5563' : '#c3c9d3' },
    data: shown.map((row) => rest.reduce((sum, { index }) => sum + cell(row.index, index), 0)),
  };
  return [...series, of_rest];
}

/** The figures, and paler beside them those they are compared with. The period before a month is the bar to its left, so it is not drawn again. */
function series_of_layers({ report, measure, kind, inks, t }: Drawing, shown: Shown, compact: Intl.NumberFormat) {
  const pale = inks.is_dark ? ['#3d6ea8', '#4b5563'] : ['#a9c8f7', '#c3c9d3'];
  const before = is_time(report.rows?.dimension) ? null : report.previous;
  const compared: [string, Layer | null, string | undefined][] = [
    [t('analysis.last_year'), report.last_year, pale[0]],
    [t('analysis.previous'), before, pale[1]],
  ];
  const data = (layer: Layer) => shown.map((row) => number_of(layer.rows[row.index]?.[0]));
  const style = { type: kind, barMaxWidth: 38, barGap: '8%', symbolSize: 7 };
  const first = {
    ...style,
    id: 'now',
    name: measure.label,
    label: {
      show: is_lying(report, kind),
      position: 'right',
      color: inks.text,
      formatter: ({ value }: { value: number }) => compact.format(value),
    },
    data: data(report.current),
  };
  const others = compared.flatMap(([name, layer, color]) =>
    layer ? [{ ...style, id: name, name, cursor: 'default', color, lineStyle: { type: 'dashed' }, data: data(layer) }] : [],
  );
  return [first, ...others];
}
