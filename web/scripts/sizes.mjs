// The gate of the budgets: what a first visit downloads, in brotli kB, counted from the build's manifest.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../build/web', import.meta.url));
const manifest = JSON.parse(readFileSync(join(root, 'manifest.json'), 'utf8'));

const keys = Object.keys(manifest);
const key_of = (ending) => {
  const found = keys.find((key) => key.endsWith(ending));
  if (!found) throw new Error(`the manifest has no entry that ends in ${ending}`);
  return found;
};

function files_of(key, seen = new Set(), files = new Set()) {
  if (seen.has(key)) return files;
  seen.add(key);
  const chunk = manifest[key];
  files.add(chunk.file);
  for (const css of chunk.css ?? []) files.add(css);
  for (const imported of chunk.imports ?? []) files_of(imported, seen, files);
  return files;
}

function brotli_bytes(file) {
  const path = join(root, file);
  return statSync(existsSync(`${path}.br`) ? `${path}.br` : path).size;
}

const weigh = (files) => [...files].reduce((sum, file) => sum + brotli_bytes(file), 0) / 1000;
const union = (...sets) => new Set(sets.flatMap((set) => [...set]));
const minus = (all, base) => new Set([...all].filter((file) => !base.has(file)));

const entry = union(files_of('index.html'), files_of(key_of('locales/web/zh-Hant.json')), files_of(key_of('antd_zh_hant.ts')));
const list = union(entry, files_of(key_of('app/shell/shell.tsx')), files_of(key_of('kernel/list/list_page.tsx')));
const form = minus(files_of(key_of('kernel/form/form_page.tsx')), list);
const wizard = minus(files_of(key_of('kernel/import/import_page.tsx')), list);
const record = minus(files_of(key_of('kernel/record/record_page.tsx')), list);
const analysis = minus(files_of(key_of('chapters/analysis/analysis_page.tsx')), list);
const chart = minus(files_of(key_of('chapters/analysis/chart.tsx')), union(list, analysis));

const budgets = [
  ['entry + one language', weigh(entry), 250],
  ['list, first load', weigh(list), 330],
  ['form, lazy extra', weigh(form), 120],
  ['record, lazy extra', weigh(record), 120],
  ['import, lazy extra', weigh(wizard), 120],
  ['analysis, lazy extra', weigh(analysis), 120],
  ['charts, lazy extra', weigh(chart), 165],
];

// Whatever else comes by itself later, with what it alone needs.
const named = new Set([analysis, chart, form, wizard, record].flatMap((files) => [...files]));
const lazy_limit = 80;
for (const key of keys.filter((one) => manifest[one].isDynamicEntry)) {
  const extra = minus(files_of(key), union(list, named));
  if (weigh(extra) > lazy_limit / 4) budgets.push([key.replace(/^.*\/(?=[^/]+\/[^/]+$)/, ''), weigh(extra), lazy_limit]);
}

let over = false;
for (const [what, size, limit] of budgets) {
  const verdict = size <= limit ? 'ok' : 'OVER';
  over ||= size > limit;
  console.log(`${what.padEnd(30)} ${size.toFixed(1).padStart(7)} kB br   limit ${limit}   ${verdict}`);
}
process.exit(over ? 1 : 0);
