import { BarChart, LineChart } from 'echarts/charts';
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import { type EChartsType, init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { chart_options, type Inks } from './chart_options';
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
  on_open: (row: number, column: number | null) => void;
}

export function Chart({ report, measure, kind, label, on_open }: ChartProps) {
  const { t, i18n } = useTranslation();
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | null>(null);
  const open = useRef(on_open);
  open.current = on_open;
  const theme = useThemeChanges();

  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const made = init(element, undefined, { renderer: 'canvas' });
    chart.current = made;
    made.on('click', ({ dataIndex, seriesId }) => {
      const column = /^column-(\d+)$/.exec(String(seriesId));
      open.current(dataIndex, column ? Number(column[1]) : null);
    });
    const observer = new ResizeObserver(() => made.resize());
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.dispose();
    };
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `theme` says that the colours are others
  useEffect(() => {
    chart.current?.setOption(chart_options(report, measure, kind, inks(), t, i18n.language), { notMerge: true });
  }, [report, measure, kind, t, i18n.language, theme]);

  return <div ref={place} className="report-chart" role="img" aria-label={label} />;
}
