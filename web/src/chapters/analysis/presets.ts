import type { AnalysisSearch } from '@/app/router';
import type { Offer } from './report';

export interface Preset {
  name: string;
  search: AnalysisSearch;
}

/** What is asked again and again, one click away. The names are those of `analysis.preset_…` in the catalogs. */
const presets: Preset[] = [
  { name: 'months', search: {} },
  { name: 'provinces', search: { rows: 'province', columns: 'month', measures: 'revenue', period: 'this_year', show: 'heat' } },
  { name: 'categories', search: { rows: 'month', columns: 'category', measures: 'revenue', period: 'last_12_months', show: 'line' } },
  {
    name: 'salespeople',
    search: { rows: 'salesperson', measures: 'revenue,profit,orders,customers', period: 'this_year', compare: 'last_year' },
  },
  {
    name: 'best_products',
    search: { rows: 'product', measures: 'revenue,quantity,profit', period: 'this_year', compare: 'last_year', limit: '10' },
  },
  {
    name: 'worst_products',
    search: {
      rows: 'product',
      measures: 'revenue,quantity,profit',
      period: 'this_year',
      compare: 'last_year',
      sort: 'revenue',
      limit: '10',
    },
  },
  {
    name: 'best_customers',
    search: { rows: 'customer', measures: 'revenue,orders,profit', period: 'this_year', compare: 'last_year', limit: '10' },
  },
  { name: 'losses', search: { rows: 'product', measures: 'loss,loss_lines,revenue', period: 'this_year', sort: 'loss', limit: '20' } },
  {
    name: 'returns',
    search: { rows: 'product', measures: 'returned,returned_quantity,returned_orders,revenue', period: 'this_year', limit: '20' },
  },
];

/** Those that this person may ask: without the figures above their clearance, and not at all when nothing is left to count. */
export function presets_of(offer: Offer): Preset[] {
  const known = new Set(offer.measures.map((one) => one.name));
  return presets.flatMap(({ name, search }) => {
    if (search.measures === undefined) return [{ name, search }];
    const wanted = search.measures.split(',');
    if (!known.has(wanted[0] ?? '')) return [];
    return [{ name, search: { ...search, measures: wanted.filter((one) => known.has(one)).join(',') } }];
  });
}
