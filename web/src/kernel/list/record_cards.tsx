import { useVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { FieldSchema, RecordData, RecordSchema, Value } from '@/api/types';
import { FieldView } from '../fields/field_view';
import { field_ui } from '../fields/registry';
import { useFresh } from '../live/fresh';
import { TitleLink } from './columns';

interface RecordCardsProps {
  record: RecordSchema;
  rows: RecordData[];
  total?: number;
  has_more: boolean;
  is_loading: boolean;
  load_more: () => void;
}

const estimated_height = 122;
const facts_on_a_card = 3;
const card_width = 340;
const gap = 10;

/** How many cards stand side by side. */
function useLanes(scroller: RefObject<HTMLDivElement | null>): number {
  const [lanes, set_lanes] = useState(1);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const observer = new ResizeObserver(() => set_lanes(Math.max(1, Math.floor(element.clientWidth / card_width))));
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller]);
  return lanes;
}

/** The list as cards, as on a phone: the title, the state and the first few facts; one tap opens the record. */
export function RecordCards({ record, rows, total, has_more, is_loading, load_more }: RecordCardsProps) {
  const fresh = useFresh(record.name);
  const scroller = useRef<HTMLDivElement>(null);
  const lanes = useLanes(scroller);
  const virtualizer = useVirtualizer({
    count: rows.length,
    lanes,
    getScrollElement: () => scroller.current,
    estimateSize: () => estimated_height,
    overscan: 6,
    gap,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was measured stood in another number of lanes
  useLayoutEffect(() => virtualizer.measure(), [lanes]);
  const last_visible = virtualizer.range?.endIndex ?? 0;
  useEffect(() => {
    if (has_more && !is_loading && last_visible >= rows.length - 10) load_more();
  }, [has_more, is_loading, last_visible, rows.length, load_more]);

  const field = (name: string | null) => record.fields.find((one) => one.name === name);
  const state = field(record.state);
  const facts = record.columns
    .map(field)
    .filter((one): one is FieldSchema => one !== undefined && one.name !== record.title && one.name !== record.state)
    .slice(0, facts_on_a_card);

  return (
    <div className="cards" ref={scroller}>
      <ul style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map((item) => {
          const row = rows[item.index];
          if (!row) return null;
          return (
            <li
              key={row.id}
              ref={virtualizer.measureElement}
              data-index={item.index}
              aria-setsize={total ?? -1}
              aria-posinset={item.index + 1}
              className={fresh(row.id) ? 'record-card card fresh' : 'record-card card'}
              style={{
                width: `calc((100% - ${gap * (lanes - 1)}px) / ${lanes})`,
                insetInlineStart: `calc((100% + ${gap}px) / ${lanes} * ${item.lane})`,
                transform: `translateY(${item.start}px)`,
              }}
            >
              <div className="record-card-head">
                <TitleLink record={record} row={row} focusable />
                {state && <FieldView field={state} value={row[state.name] as Value} />}
              </div>
              <dl>
                {facts.map((fact) => (
                  <div key={fact.name} className={`align-${field_ui(fact.kind, 'align')}`}>
                    <dt>{fact.label}</dt>
                    <dd>
                      <FieldView field={fact} value={row[fact.name] as Value} />
                    </dd>
                  </div>
                ))}
              </dl>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
