import { BarChart, LineChart } from 'echarts/charts';
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import { type EChartsType, init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useIsNarrow } from '@/kernel/narrow';
import { chart_height, chart_options, type Inks, shown_rows } from './chart_options';
import type { MeasureInfo, Report } from './report';

use([BarChart, LineChart, GridComponent, TooltipComponent, LegendComponent, AriaComponent, CanvasRenderer]);

function inks(): Inks {
  const style = getComputedStyle(document.documentElement);
  const ink = (name: string) => style.getPropertyValue(name).trim();
  return { text: ink('--ink-2'), line: ink('--line'), paper: ink('--paper'), is_dark: document.documentElement.dataset.theme === 'dark' };
}

/** Draws anew when the theme changes: a canvas knows no style sheet. */
function useThemeChanges(): number {
  const [changes, set_changes] = useState(0);
  useEffect(() => {
    const observer = new MutationObserver(() => set_changes((count) => count + 1));
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    return () => observer.disconnect();
  }, []);
  return changes;
}

export interface ChartProps {
  report: Report;
  measure: MeasureInfo;
  kind: 'bar' | 'line';
  label: string;
  /** The row, and of two dimensions the column, whose figure was clicked. */
  on_open: (row: number, column: number | null) => void;
}

export function Chart({ report, measure, kind, label, on_open }: ChartProps) {
  const { t, i18n } = useTranslation();
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | null>(null);
  const open = useRef<(shown: number, series: string) => void>(() => {});
  const theme = useThemeChanges();
  const is_narrow = useIsNarrow();
  const height = chart_height(report, kind, t);

  open.current = (shown, series) => {
    const row = shown_rows(report, kind, t)[shown];
    const column = /^column-(\d+)$/.exec(series);
    if (row && (series === 'now' || column)) on_open(row.index, column ? Number(column[1]) : null);
  };
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const made = init(element, undefined, { renderer: 'canvas' });
    chart.current = made;
    made.on('click', ({ dataIndex, seriesId }) => open.current(dataIndex, String(seriesId)));
    const observer = new ResizeObserver(() => made.resize());
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.dispose();
    };
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `theme` says that the colours are others
  useEffect(() => {
    chart.current?.resize();
    chart.current?.setOption(chart_options({ report, measure, kind, inks: inks(), is_narrow, language: i18n.language, t }), {
      notMerge: true,
    });
  }, [report, measure, kind, is_narrow, t, i18n.language, theme]);

  return <div ref={place} className="report-chart" role="img" aria-label={label} style={{ height }} />;
}
