// docs/map.md: clause → code → test, from what the source itself says. `node cmake/map.mjs` writes it, `--check` fails when it is not true
// any more or a clause that is built has no test.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', 'server', 'web/src', 'tests'], { encoding: 'utf8' })
  .split('\n')
  .filter((file) => /\.(cpp|h|ts|tsx)$/.test(file))
  .sort();
const isTest = (file) => /(_test\.cpp|_for_test\.h|\.(test|spec)\.tsx?)$/.test(file) || file.startsWith('tests/');
const built = new Map();
const entry = (clause) => built.get(clause) ?? built.set(clause, { code: new Set(), tests: new Set() }).get(clause);

for (const file of files) {
  const text = readFileSync(file, 'utf8');
  if (isTest(file)) {
    for (const [, clause] of text.matchAll(/clause[ _](\d+(?:[._]\d+)+)/g)) entry(clause.replaceAll('_', '.')).tests.add(file);
  } else if (file.startsWith('server/')) {
    for (const [, clause] of text.matchAll(/(?:\.clause = |clause\()"(\d+(?:\.\d+)*)"/g)) entry(clause).code.add(file);
    for (const [, clause] of text.matchAll(/\/\/ (\d\.\d(?:\.\d)?)[:,]/g)) entry(clause).code.add(file);
  }
}

const order = (a, b) => a.localeCompare(b, 'en', { numeric: true });
const links = (set) =>
  [...set]
    .sort()
    .map((file) => `[${file.split('/').slice(-1)}](../${file})`)
    .join('<br>') || '–';
// A test of 9.2.1 is a test of 9.2 too.
for (const [clause, { tests }] of built)
  for (const [under, { tests: theirs }] of built) if (under.startsWith(`${clause}.`)) for (const test of theirs) tests.add(test);
const clauses = [...built].filter(([, { code }]) => code.size > 0).sort(([a], [b]) => order(a, b));
const page = `# Clause → code → test

Made by \`bin/map\` from the clause numbers in the source and in the names of the tests; a check fails when it is out of date.

| clause | code | tests |
|---|---|---|
${clauses.map(([clause, { code, tests }]) => `| ${clause} | ${links(code)} | ${links(tests)} |`).join('\n')}
`;
const without = clauses.filter(([, { tests }]) => tests.size === 0).map(([clause]) => clause);

if (process.argv.includes('--check')) {
  let stands = '';
  try {
    stands = readFileSync('docs/map.md', 'utf8');
  } catch {}
  if (stands !== page) console.error('docs/map.md is not what the source says: run bin/map');
  if (without.length > 0) console.error(`no test names the clauses ${without.join(', ')}`);
  process.exit(stands === page && without.length === 0 ? 0 : 1);
}
writeFileSync('docs/map.md', page);
if (without.length > 0) console.log(`no test names yet: ${without.join(', ')}`);
