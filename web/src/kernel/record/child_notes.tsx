import { useQuery } from '@tanstack/react-query';
import type { ComponentType } from 'react';
import { request } from '@/api/client';
import { useRecordSchema } from '@/api/queries';
import type { HistoryEntry, Page, RecordData } from '@/api/types';
import { Changes } from './history';
import { is_link } from './title';

/** What an amendment changed: the order's own history at the version that it is at by it. */
function AmendmentChanges({ row }: { row: RecordData }) {
  const order = useRecordSchema('orders');
  const id = is_link(row.order) ? row.order.id : '';
  const version = String(row.order_version);
  const { data } = useQuery({
    queryKey: ['orders', 'history', id, version],
    queryFn: () => request<Page<HistoryEntry>>(`/orders/${id}/history`, { query: { version } }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const changes = data?.items.flatMap((entry) => entry.changes) ?? [];
  if (!order || changes.length === 0) return null;
  return (
    <div className="history">
      <Changes record={order} changes={changes} />
    </div>
  );
}

const notes: Record<string, ComponentType<{ row: RecordData }>> = { order_amendments: AmendmentChanges };

/** What a row of such a record tells below itself. */
export function child_note(record: string): ComponentType<{ row: RecordData }> | undefined {
  return notes[record];
}
