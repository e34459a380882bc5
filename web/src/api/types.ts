export type Tone = 'neutral' | 'info' | 'success' | 'warning' | 'danger';
export type Locale = 'zh-Hant' | 'zh-Hans' | 'en';
export type FieldKind =
  | 'id'
  | 'text'
  | 'long_text'
  | 'integer'
  | 'decimal'
  | 'money'
  | 'day'
  | 'instant'
  | 'flag'
  | 'choice'
  | 'choices'
  | 'link';

export interface Choice {
  value: string;
  label: string;
  tone: Tone;
}

export interface FieldSchema {
  name: string;
  label: string;
  help: string | null;
  kind: FieldKind;
  target: string | null;
  clause: string | null;
  required: boolean;
  unique: boolean;
  readonly: boolean;
  /** Set when the record is made and never changed afterwards. */
  fixed: boolean;
  filterable: boolean;
  sortable: boolean;
  searchable: boolean;
  /** Records with the same here are likely one and the same. */
  alike: boolean;
  secrecy: string;
  max_length: number | null;
  min: number | string | null;
  max: number | string | null;
  scale: number | null;
  multiline: boolean;
  /** A day by which something must have happened: late once it is past. */
  deadline: boolean;
  /** No content: may change in any state. */
  anytime: boolean;
  /** A link that the record and what this one leads to must have in common. */
  matching: string | null;
  choices: Choice[] | null;
  /** What it becomes when it is left out. */
  default?: Value;
}

export interface MoveSchema {
  name: string;
  label: string;
  from: string[];
  to: string;
  danger: boolean;
  form: MoveForm | null;
}

/** What a move must be told: fields of `record`, which is the moved record itself or one that the move is kept as. */
export interface MoveForm {
  record: string;
  edits: boolean;
  fields: { name: string; required: boolean }[];
}

export interface RecordSchema {
  name: string;
  chapter: string;
  clause: string | null;
  label: string;
  label_many: string;
  title: string;
  columns: string[];
  sort: string | null;
  parent: string | null;
  belongs_to: string | null;
  /** What the page of such a record shows besides. */
  children: { record: string; field: string }[];
  lines: { name: string; record: string }[];
  tree: boolean;
  state: string | null;
  moves: MoveSchema[];
  totals: string[];
  can: { create: boolean; update: boolean; archive: boolean; import: boolean; merge: boolean };
  fields: FieldSchema[];
}

export interface ChapterSchema {
  name: string;
  clause: string | null;
  label: string;
  records: string[];
}

export interface Schema {
  chapters: ChapterSchema[];
  roles: { name: string; label: string }[];
  records: RecordSchema[];
}

export interface Link {
  id: string;
  title: string;
}

export type Value = string | number | boolean | null | string[] | Link;

export interface Line {
  id?: string;
  [field: string]: Value | undefined;
}

export interface RecordCan {
  update: boolean;
  archive: boolean;
  restore: boolean;
  moves: string[];
}

export interface RecordData {
  id: string;
  version: number;
  archived: boolean;
  can?: RecordCan;
  [field: string]: Value | Line[] | RecordCan | undefined;
}

export interface Page<T> {
  items: T[];
  next: string | null;
}

export interface Totals {
  count: number;
  sums: Record<string, string | number | null>;
}

export interface Account {
  id: string;
  login: string;
  name: string;
  role: string;
  locale: Locale | null;
}

/** What a search over everything finds, by record type. */
export interface Found {
  groups: FoundGroup[];
  indexing: boolean;
}
export interface FoundGroup {
  record: string;
  label: string;
  more: boolean;
  items: FoundItem[];
}
export interface FoundItem {
  id: string;
  title: string;
  in: { record: string; id: string; title: string } | null;
  matched: { field: string; label: string; text: string } | null;
}

export interface Session {
  account: Account;
  setup_needed: boolean;
}

export interface HistoryChange {
  field: string;
  label: string;
  from: Value | Line;
  to: Value | Line;
}

export interface HistoryEntry {
  seq: number | string;
  at: string;
  actor: Link | null;
  action: string;
  label: string;
  version: number;
  changes: HistoryChange[];
}

export interface ImportColumn {
  index: number;
  header: string;
  sample: string[];
}

export interface ImportTarget {
  path: string;
  label: string;
  group: string;
  kind: FieldKind;
  required: boolean;
}

export type ImportState = 'uploaded' | 'checking' | 'checked' | 'running' | 'done' | 'failed' | 'cancelled';
export type ImportMode = 'all' | 'valid';
export type ConflictChoice = 'reject' | 'split';

export interface ImportResult {
  rows: number;
  valid: number;
  errors: number;
  warnings: number;
  unchanged: number;
  created: Record<string, number>;
}

/** Taking back what a run made: possible for a day, running, or done. */
export type ImportUndo = { state: 'possible'; until: string } | { state: 'running' | 'done'; taken_back: number; kept: number };

export interface ImportJob {
  id: string;
  record: string;
  name: string;
  size: number;
  state: ImportState;
  format: { kind: 'csv' | 'xlsx'; encoding: string | null; delimiter: string | null; sheet: string | null };
  columns: ImportColumn[];
  targets: ImportTarget[];
  mapping: Record<string, number>;
  options: { conflicts?: ConflictChoice };
  mode: ImportMode | null;
  progress: { rows: number; of_bytes: number; bytes: number } | null;
  result: ImportResult | null;
  undo: ImportUndo | null;
  created_at: string;
  by: Link | null;
  problem: ProblemBody | null;
}

export interface ImportProblem {
  row: number;
  column: string;
  value: string;
  severity: 'error' | 'warning';
  reason: string;
}

export interface Token {
  id: string;
  name: string;
  expires_on: string | null;
  created_at?: string | null;
  token?: string;
}

export interface FieldProblem {
  field: string;
  message: string;
  key?: string;
  clause?: string | null;
}

export interface ProblemBody {
  type?: string;
  title: string;
  status: number;
  detail?: string | null;
  code: string;
  key?: string;
  clause?: string | null;
  errors?: FieldProblem[];
  request?: string;
  current_version?: number;
}

/** Who is likely there already; of those that one may not read, only whose they are. */
export interface Duplicates {
  items: { id: string; title: string; why: { field: string; label: string }[] }[];
  others: { owner: string | null; why: { field: string; label: string }[] }[];
  indexing: boolean;
}

export interface Counted {
  record: string;
  label: string;
  count: number;
}

/** `merged` went into `kept`; null for whoever may not read it. */
export interface Merge {
  id: string;
  at: string;
  by: Link;
  kept: Link | null;
  merged: Link | null;
  undone: { at: string; by: Link } | null;
  moved: Counted[];
  can: { undo: boolean };
  remaining?: { moved: Counted[]; fields: { field: string; label: string }[] };
}
