// node cmake/tidy.mjs [BUILD]: clang-tidy over every source of the compiled tree, as many at once as there are cores. A source that was
// clean is not read again, in this clone or another, until it, a header of ours that it includes, the list of checks or the compiler's
// command changes: what was clean is remembered by its digest, beside ccache's objects.
import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, homedir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const build = resolve(process.argv[2] ?? join(root, 'build/debug'));
const clean = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'bylaw-tidy');
mkdirSync(clean, { recursive: true });
const ours = (path) => path.startsWith(`${root}/`) && !path.startsWith(`${root}/build/`) && !path.includes('/node_modules/');

// "server/…/x.cpp.o: #deps 93, …" and then a path a line, as ninja remembers them from the last compilation.
const includes = new Map();
let object;
for (const line of execFileSync('ninja', ['-C', build, '-t', 'deps'], { maxBuffer: 1 << 28 })
  .toString()
  .split('\n')) {
  if (!line.startsWith(' ')) object = line.split(': #deps')[0];
  else if (object) includes.set(object, [...(includes.get(object) ?? []), resolve(build, line.trim())]);
}

const contents = new Map();
const content = (path) => {
  if (!contents.has(path)) contents.set(path, existsSync(path) ? readFileSync(path) : '');
  return contents.get(path);
};
const version = execFileSync('clang-tidy', ['--version']);
const waiting = [];
let total = 0;
for (const { file, command, output } of JSON.parse(readFileSync(join(build, 'compile_commands.json'), 'utf8'))) {
  if (!ours(file) || !file.endsWith('.cpp')) continue;
  total++;
  const known = includes.get(output ?? command.match(/ -o (\S+)/)?.[1]);
  const hash = createHash('sha256')
    .update(version)
    .update(command.replaceAll(root, ''))
    .update(content(join(root, '.clang-tidy')));
  for (const path of [file, ...(known ?? []).filter(ours).sort()]) hash.update(path.slice(root.length)).update(content(path));
  const stamp = join(clean, hash.digest('hex'));
  if (!known || !existsSync(stamp)) waiting.push({ file, stamp });
}

let dirty = 0;
let done = 0;
const count = waiting.length;
async function worker() {
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const { file, stamp } = next;
    const { code, out } = await new Promise((finish) =>
      // The warnings that only g++ knows, and so only it is told to leave out.
      execFile(
        'clang-tidy',
        ['--quiet', '-p', build, '--extra-arg=-Wno-unknown-warning-option', file],
        { maxBuffer: 1 << 26 },
        (error, stdout, stderr) => finish({ code: error ? 1 : 0, out: error ? stdout + stderr : '' }),
      ),
    );
    done++;
    if (code === 0) writeFileSync(stamp, '');
    else {
      dirty++;
      console.log(out);
    }
    if (code || done % 10 === 0) console.log(`clang-tidy: ${done} of ${count}`);
  }
}
await Promise.all(Array.from({ length: availableParallelism() }, worker));
console.log(`clang-tidy: ${total} sources, ${count} read, ${dirty} with findings`);
process.exit(dirty ? 1 : 0);
