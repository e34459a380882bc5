import dayjs from 'dayjs';
import type { AnalysisSearch } from '@/app/router';
import { days_of } from './periods';
import type { Question } from './report';

/** What the address asks, with nothing left to understand: revenue and profit of this year by month, beside last year, when it asks nothing. */
export function asked_of(search: AnalysisSearch, can_profit: boolean): AnalysisSearch {
  const { show, kind, report, ...question } = search;
  const beside = { show, kind, report };
  if (Object.values(question).some(Boolean)) {
    return { ...question, rows: question.rows ?? 'month', measures: question.measures ?? 'revenue', ...beside };
  }
  return {
    rows: 'month',
    measures: can_profit ? 'revenue,profit' : 'revenue',
    compare: 'previous,last_year',
    period: 'this_year',
    ...beside,
  };
}

/** For the server, which knows days only: a period is other days tomorrow, and an analysis that is kept goes along with them. */
export function question_of(asked: AnalysisSearch): Question {
  const { show: _, kind: __, report: ___, period, ...said } = asked;
  const question: Question = period ? { ...said, from: undefined, to: undefined, ...days_of(period, dayjs()) } : said;
  const has_before = is_time(question.rows) || is_time(question.columns) || (question.from && question.to);
  return has_before || !question.compare ? question : { ...question, compare: without(question.compare, 'previous') };
}

function without(list: string, word: string): string | undefined {
  const left = list.split(',').filter((one) => one !== word);
  return left.join(',') || undefined;
}

export interface Order {
  /** A measure, or `key` for the rows' own order. */
  by: string;
  descending: boolean;
}

const times = ['year', 'quarter', 'month'];

export function is_time(dimension: string | undefined): boolean {
  return times.includes(dimension ?? '');
}

/** As the server orders when it is not told. */
export function order_of(question: Question): Order {
  const first = question.measures?.split(',')[0] ?? '';
  if (!question.sort) return is_time(question.rows) ? { by: 'key', descending: false } : { by: first, descending: true };
  return { by: question.sort.replace(/^-/, ''), descending: question.sort.startsWith('-') };
}

/** What a click on a heading makes of the order: figures begin with the highest, names and months with the first. */
export function next_sort(order: Order, by: string): string {
  const descending = order.by === by ? !order.descending : by !== 'key';
  return descending ? `-${by}` : by;
}
