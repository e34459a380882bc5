// The check of the arrows, checked: a house in which every rule is broken once, and one in which none is.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';

const script = join(import.meta.dirname, '../../cmake/arrows.mjs');
const lists = `
room(base  kernel/base  LIBRARIES PkgConfig::sodium)
room(http  kernel/http  ARROWS base LIBRARIES Boost::url)
room(api
     kernel/api  ARROWS http embedded)
room(sales chapters/sales ARROWS api)
`;
const sound = {
  'server/CMakeLists.txt': lists,
  'server/main.cpp': '#include "chapters/sales/sales.h"\n#include "kernel/base/id.h"\n',
  'server/embedded/embedded.h': '#include <span>\n',
  'server/kernel/base/id.h': '#include <string>\n',
  'server/kernel/base/json.cpp': '#include <boost/json.hpp>\n',
  'server/kernel/http/http.h': '#include "kernel/base/id.h"\n',
  'server/kernel/http/server.cpp': '#include <boost/beast/core.hpp>\n',
  'server/kernel/api/api.h': '#include "kernel/http/http.h"\n#include "embedded/embedded.h"\n',
  'server/chapters/sales/sales.h': '#include "kernel/base/id.h" // by way of api and http\n',
  'bench/bare.cpp': '#include <boost/asio.hpp>\n',
};

function check(files) {
  const root = mkdtempSync(join(tmpdir(), 'bylaw-arrows-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, root], { encoding: 'utf8' });
  rmSync(root, { recursive: true });
  return { status, stdout, stderr };
}

test('a house that keeps its arrows passes', () => {
  const { status, stdout, stderr } = check(sound);
  assert.equal(stderr, '');
  assert.equal(status, 0);
  assert.match(stdout, /11 includes, 0 against/);
});

for (const [name, file, text, said] of [
  [
    'against an arrow',
    'server/kernel/base/id.h',
    '\n#include "kernel/http/http.h"\n',
    /^server\/kernel\/base\/id\.h:2: base may not include from http/,
  ],
  [
    'without an arrow',
    'server/kernel/http/http.h',
    '#include "embedded/embedded.h"\n',
    /^server\/kernel\/http\/http\.h:1: http may not include from embedded/,
  ],
  [
    'a path that is not there',
    'server/kernel/http/http.h',
    '#include "id.h"\n',
    /^server\/kernel\/http\/http\.h:1: "id\.h" is no file of server/,
  ],
  ['a folder that is no room', 'server/kernel/attic/a.cpp', '', /^server\/kernel\/attic\/a\.cpp:1: stands in no room/],
  [
    'Beast in a chapter',
    'server/chapters/sales/sales.cpp',
    '#include <boost/beast/http.hpp>\n',
    /^server\/chapters\/sales\/sales\.cpp:1: boost\/beast\/http\.hpp: Asio and Beast stay/,
  ],
  ['Asio in a kernel room', 'server/kernel/api/api.cpp', '# include <boost/asio.hpp>\n', /^server\/kernel\/api\/api\.cpp:1: boost\/asio/],
  [
    'Boost.JSON in a header',
    'server/kernel/api/api.h',
    '#include <boost/json/value.hpp>\n',
    /^server\/kernel\/api\/api\.h:1: .*Boost\.JSON is for \.cpp/,
  ],
]) {
  test(`a planted violation is found: ${name}`, () => {
    const { status, stderr } = check({ ...sound, [file]: text });
    assert.match(stderr, said);
    assert.equal(stderr.trim().split('\n').length, 1);
    assert.equal(status, 1);
  });
}
