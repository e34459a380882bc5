// node cmake/arrows.mjs [ROOT]: holds every #include of server/ and bench/ against the rooms and arrows of server/CMakeLists.txt. A room may
// include itself, the rooms it names after ARROWS and what those may include. Asio and Beast stay in kernel/http and bench, Boost.JSON in
// .cpp files, so that the rest compiles in seconds.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(process.argv[2] ?? join(import.meta.dirname, '..'));

const rooms = new Map([['embedded', { folder: 'server/embedded/', arrows: [] }]]);
for (const [, words] of readFileSync(join(root, 'server/CMakeLists.txt'), 'utf8').matchAll(/^room\(([^)]*)\)/gm)) {
  const [name, folder, ...rest] = words.trim().split(/\s+/);
  const arrows = [];
  let arrow = false;
  for (const word of rest) {
    if (word === 'ARROWS') arrow = true;
    else if (/^[A-Z]+$/.test(word)) arrow = false;
    else if (arrow) arrows.push(word);
  }
  rooms.set(name, { folder: `server/${folder}/`, arrows });
}
function reach(name, seen = new Set()) {
  if (!seen.has(name)) {
    seen.add(name);
    for (const next of rooms.get(name)?.arrows ?? []) reach(next, seen);
  }
  return seen;
}
const allowed = new Map([...rooms.keys()].map((name) => [name, reach(name)]));
const room_of = (path) => [...rooms.keys()].find((name) => path.startsWith(rooms.get(name).folder));

let broken = 0;
let includes = 0;
const files = globSync(['server/**/*.{h,cpp}', 'bench/**/*.{h,cpp}'], { cwd: root }).sort();
for (const file of files) {
  const room = room_of(file);
  const top = /^server\/[^/]*$|^bench\//.test(file); // main.cpp and the benchmarks put the house together
  const refuse = (line, rule) => {
    broken++;
    console.error(`${file}:${line}: ${rule}`);
  };
  if (!room && !top) refuse(1, 'stands in no room: server/CMakeLists.txt has no room(…) for its folder');
  readFileSync(join(root, file), 'utf8')
    .split('\n')
    .forEach((text, index) => {
      const found = text.match(/^\s*#\s*include\s*(["<])([^">]+)[">]/);
      if (!found) return;
      includes++;
      const [, quote, path] = found;
      const line = index + 1;
      if (/^boost\/(asio|beast)/.test(path) && !/^server\/kernel\/http\/|^bench\//.test(file))
        refuse(line, `${path}: Asio and Beast stay in server/kernel/http and bench`);
      // fwd.hpp only names its types and costs nothing.
      if (path.startsWith('boost/json') && path !== 'boost/json/fwd.hpp' && file.endsWith('.h'))
        refuse(line, `${path}: Boost.JSON is for .cpp files only`);
      if (quote !== '"' || !file.startsWith('server/')) return;
      const target = `server/${path}`;
      if (!existsSync(join(root, target))) {
        refuse(line, `"${path}" is no file of server/: write the path from server/, or <…> for a library`);
        return;
      }
      const to = room_of(target);
      if (room && !allowed.get(room).has(to))
        refuse(line, `${room} may not include from ${to ?? 'outside the rooms'}: no arrow leads there (ARROWS in server/CMakeLists.txt)`);
    });
}
console.log(`arrows: ${files.length} files, ${includes} includes, ${broken} against the arrows`);
process.exit(broken ? 1 : 0);
