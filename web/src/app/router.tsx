import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { when_signed_out } from '@/api/client';
import { query_client, schema_query, session_query } from '@/api/queries';
import type { Account } from '@/api/types';
import { type Period, periods } from '@/chapters/analysis/periods';
import type { Question } from '@/chapters/analysis/report';
import { views_query } from '@/kernel/list/views';
import { current_locale, use_locale } from './i18n';
import { RouteProblem, UnknownAddress } from './pages/route_problem';
import { Waiting } from './pages/waiting';

export interface ListSearch {
  filter?: string;
  sort?: string;
  q?: string;
  archived?: boolean;
  /** The id of a saved view, or `all`. */
  view?: string;
  /** `number:160,customer`: names and, where one was chosen, widths in pixels. */
  columns?: string;
  density?: 'comfortable' | 'compact';
  mode?: 'table' | 'cards';
}

export interface AnalysisSearch extends Question {
  /** In place of `from` and `to`: days that move on with the calendar. */
  period?: Period;
  show?: 'bar' | 'line' | 'heat' | 'table';
  /** Into classes in place of a table. */
  kind?: 'abc' | 'rfm' | 'flow' | 'signals' | 'ageing';
  /** The id of the saved analysis that was opened. */
  report?: string;
}

export interface SignInSearch {
  to?: string;
}

export interface ImportSearch {
  id?: string;
}

export interface RecordSearch {
  /** `history`, or the name of a record that is shown on the page of another. */
  tab?: string;
}

export interface CreateSearch {
  /** The link that is known already, and the record it leads to. */
  of?: string;
  id?: string;
}

export interface EditSearch {
  /** The move that lets the content change. */
  move?: string;
}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : undefined;

const one_of = <Word extends string>(value: unknown, words: readonly Word[]): Word | undefined => words.find((word) => word === value);

const root = createRootRoute({ errorComponent: RouteProblem, notFoundComponent: UnknownAddress });

/** Forms know the particulars of the chapters; lists and records need none. */
const load_form = async () => {
  await import('@/chapters/particulars');
  return await import('@/kernel/form/form_page');
};

const sign_in = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search): SignInSearch => ({ to: text(search.to) }),
  component: lazyRouteComponent(() => import('./pages/sign_in'), 'SignInPage'),
});

const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  component: lazyRouteComponent(() => import('./pages/setup'), 'SetupPage'),
});

let spoken_to: string | null = null;

/** Once for each account: what a person chooses afterwards holds at once, before the server has heard of it. */
async function speak_the_language_of(account: Account): Promise<void> {
  if (spoken_to === account.id) return;
  spoken_to = account.id;
  if (account.locale && account.locale !== current_locale()) await use_locale(account.locale);
}

const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  beforeLoad: async ({ location }) => {
    const session = await query_client.ensureQueryData(session_query);
    if (!session) throw redirect({ to: '/sign-in', search: { to: location.href === '/' ? undefined : location.href } });
    await speak_the_language_of(session.account);
    await query_client.ensureQueryData(schema_query);
  },
  errorComponent: RouteProblem,
  component: lazyRouteComponent(() => import('./shell/shell'), 'Shell'),
});

const home = createRoute({
  getParentRoute: () => shell,
  path: '/',
  component: lazyRouteComponent(() => import('./pages/home'), 'HomePage'),
});

const api = createRoute({
  getParentRoute: () => shell,
  path: '/api',
  component: lazyRouteComponent(() => import('./pages/api/api_page'), 'ApiPage'),
});

const list = createRoute({
  getParentRoute: () => shell,
  path: '/$record',
  validateSearch: (search): ListSearch => ({
    filter: text(search.filter),
    sort: text(search.sort),
    q: text(search.q),
    archived: search.archived === true || search.archived === 'true' ? true : undefined,
    view: text(search.view),
    columns: text(search.columns),
    density: one_of(search.density, ['comfortable', 'compact']),
    mode: one_of(search.mode, ['table', 'cards']),
  }),
  // Beside the page's own code, so that a view to begin with is known by the time it is drawn.
  loader: ({ params }) => void query_client.prefetchQuery(views_query(params.record)),
  component: lazyRouteComponent(() => import('@/kernel/list/list_page'), 'ListPage'),
});

const analysis = createRoute({
  getParentRoute: () => shell,
  path: '/analysis',
  validateSearch: (search): AnalysisSearch => ({
    rows: text(search.rows),
    columns: text(search.columns),
    measures: text(search.measures),
    from: text(search.from),
    to: text(search.to),
    filter: text(search.filter),
    compare: text(search.compare),
    sort: text(search.sort),
    limit: text(search.limit),
    show: one_of(search.show, ['bar', 'line', 'heat', 'table']),
    kind: one_of(search.kind, ['abc', 'rfm', 'flow', 'signals', 'ageing']),
    period: one_of(search.period, periods),
    report: text(search.report),
  }),
  component: lazyRouteComponent(() => import('@/chapters/analysis/analysis_page'), 'AnalysisPage'),
});

const create = createRoute({
  getParentRoute: () => shell,
  path: '/$record/new',
  validateSearch: (search): CreateSearch => ({ of: text(search.of), id: text(search.id) }),
  component: lazyRouteComponent(load_form, 'CreatePage'),
});

const import_file = createRoute({
  getParentRoute: () => shell,
  path: '/$record/import',
  validateSearch: (search): ImportSearch => ({ id: text(search.id) }),
  component: lazyRouteComponent(() => import('@/kernel/import/import_page'), 'ImportPage'),
});

const record = createRoute({
  getParentRoute: () => shell,
  path: '/$record/$id',
  validateSearch: (search): RecordSearch => ({ tab: text(search.tab) }),
  component: lazyRouteComponent(() => import('@/kernel/record/record_page'), 'RecordPage'),
});

const edit = createRoute({
  getParentRoute: () => shell,
  path: '/$record/$id/edit',
  validateSearch: (search): EditSearch => ({ move: text(search.move) }),
  component: lazyRouteComponent(load_form, 'EditPage'),
});

const mentions = createRoute({
  getParentRoute: () => shell,
  path: '/mentions',
  component: lazyRouteComponent(() => import('./pages/mentions'), 'MentionsPage'),
});

const tree = root.addChildren([
  sign_in,
  setup,
  shell.addChildren([home, analysis, mentions, api, list, create, import_file, record, edit]),
]);

/** Plain `?filter=…&q=…` instead of the router's JSON, so that an address can be read, written by hand and sent on. */
function parse_search(search: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(search));
}

function print_search(search: Record<string, unknown>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    if (value !== undefined && value !== null && value !== '') parameters.set(name, String(value));
  }
  const printed = parameters.toString();
  return printed ? `?${printed}` : '';
}

export const router = createRouter({
  routeTree: tree,
  parseSearch: parse_search,
  stringifySearch: print_search,
  defaultPendingComponent: Waiting,
  defaultPendingMs: 300,
  defaultPreload: 'intent',
  defaultPreloadStaleTime: 0,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}

when_signed_out(() => {
  if (query_client.getQueryData(session_query.queryKey) === null) return;
  query_client.setQueryData(session_query.queryKey, null);
  const to = router.state.location.href;
  void router.navigate({ to: '/sign-in', search: { to: to === '/' ? undefined : to } });
});
