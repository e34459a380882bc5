import { next_sort, type Order } from './asked';

interface SortHeadingProps {
  label: string;
  /** A measure, or `key` for the rows' own order. */
  by: string;
  order: Order;
  is_number?: boolean;
  /** None: the order is as it is. */
  on_sort?: (sort: string) => void;
}

/** The heading of a column, and a click on it the order of the table: the highest first, then the lowest. */
export function SortHeading({ label, by, order, is_number = false, on_sort }: SortHeadingProps) {
  const is_by = order.by === by;
  return (
    <th
      scope="col"
      className={is_number ? 'number' : undefined}
      aria-sort={is_by ? (order.descending ? 'descending' : 'ascending') : undefined}
    >
      {on_sort ? (
        <button type="button" className="sort-button" onClick={() => on_sort(next_sort(order, by))}>
          {label}
          <span className="sort-mark" aria-hidden="true">
            {is_by ? (order.descending ? '▼' : '▲') : ''}
          </span>
        </button>
      ) : (
        label
      )}
    </th>
  );
}
