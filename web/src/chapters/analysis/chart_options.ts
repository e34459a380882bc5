import type { EChartsCoreOption } from 'echarts/core';
import type { TFunction } from 'i18next';
import { group_digits } from '@/kernel/fields/decimal';
import { heading_text } from './heading_text';
import type { Figure, Layer, MeasureInfo, Report } from './report';

export interface Inks {
  text: string;
  line: string;
  paper: string;
  is_dark: boolean;
}

/** Told apart by lightness too, in both themes. */
const light_colours = ['#0958d9', '#d46b08', '#1e7a34', '#8b3fb8', '#b3261e', '#0f7c8c', '#7a5b00', '#5d6675'];
const dark_colours = ['#69b1ff', '#ffa54d', '#6fd08a', '#c79bec', '#ff8f86', '#5cc8d8', '#e0c15a', '#9aa3b2'];
const most_series = 8;
const most_points = 40;

const number_of = (figure: Figure | undefined) => Number(figure ?? 0);

/** The rows along the axis; of two dimensions, a series for each column. The others are in the table only. */
export function chart_options(
  report: Report,
  measure: MeasureInfo,
  kind: 'bar' | 'line',
  inks: Inks,
  t: TFunction,
  language: string,
): EChartsCoreOption {
  const rows = (report.rows?.items ?? []).map((item, index) => ({ item, index })).filter(({ item }) => !item.others);
  const shown = rows.slice(0, most_points);
  const compact = new Intl.NumberFormat(language, { notation: 'compact', maximumFractionDigits: 1 });
  const exact = (value: unknown) => group_digits(Number(value).toFixed(measure.scale === 2 ? 2 : 0));
  const still = { animation: !window.matchMedia('(prefers-reduced-motion: reduce)').matches };
  const axis_text = { color: inks.text, fontFamily: 'inherit' };
  return {
    ...still,
    color: inks.is_dark ? dark_colours : light_colours,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    aria: { enabled: false },
    grid: { left: 12, right: 16, top: 40, bottom: 8, containLabel: true },
    legend: { type: 'scroll', top: 4, textStyle: { color: inks.text } },
    // Rich text: a tooltip of HTML would need inline styles, which the page's policy refuses.
    tooltip: {
      trigger: 'axis',
      renderMode: 'richText',
      confine: true,
      backgroundColor: inks.paper,
      borderColor: inks.line,
      textStyle: { color: inks.text },
      valueFormatter: exact,
    },
    xAxis: {
      type: 'category',
      data: shown.map(({ item }) => heading_text(item, t)),
      axisLabel: { ...axis_text, hideOverlap: true, width: 96, overflow: 'truncate' },
      axisLine: { lineStyle: { color: inks.line } },
      axisTick: { show: false },
    },
    yAxis: {
      type: 'value',
      axisLabel: { ...axis_text, formatter: (value: number) => compact.format(value) },
      splitLine: { lineStyle: { color: inks.line } },
    },
    series: report.columns ? series_of_columns(report, kind, shown, t) : series_of_layers(report, measure, kind, shown, t),
  };
}

type Shown = { index: number }[];

function series_of_columns(report: Report, kind: 'bar' | 'line', shown: Shown, t: TFunction) {
  return (report.columns?.items ?? [])
    .map((column, index) => ({ column, index }))
    .filter(({ column }) => !column.others)
    .slice(0, most_series)
    .map(({ column, index }) => ({
      id: `column-${index}`,
      type: kind,
      name: heading_text(column, t),
      stack: kind === 'bar' ? 'all' : undefined,
      symbolSize: 7,
      data: shown.map((row) => number_of(report.current.cells[row.index]?.[index]?.[0])),
    }));
}

function series_of_layers(report: Report, measure: MeasureInfo, kind: 'bar' | 'line', shown: Shown, t: TFunction) {
  const layers: [string, Layer | null][] = [
    [measure.label, report.current],
    [t('analysis.previous'), report.previous],
    [t('analysis.last_year'), report.last_year],
  ];
  return layers.flatMap(([name, layer], at) =>
    layer
      ? [
          {
            id: `layer-${at}`,
            type: at === 0 ? kind : 'line',
            name,
            barMaxWidth: 46,
            symbolSize: 7,
            lineStyle: at === 0 ? undefined : { type: 'dashed' },
            data: shown.map((row) => number_of(layer.rows[row.index]?.[0])),
          },
        ]
      : [],
  );
}
