// Brotli at its best level takes seconds, so it is done once here and never when the server starts.
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const root = fileURLToPath(new URL('../../build/web/assets', import.meta.url));
const smallest_bytes = 1024;
const compressible = /\.(js|css|svg|json)$/;

for (const name of readdirSync(root)) {
  const path = join(root, name);
  if (/\.(br|gz)$/.test(name)) rmSync(path);
  if (!compressible.test(name) || statSync(path).size <= smallest_bytes) continue;
  const plain = readFileSync(path);
  const brotli = brotliCompressSync(plain, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: plain.length },
  });
  writeFileSync(`${path}.br`, brotli);
  writeFileSync(`${path}.gz`, gzipSync(plain, { level: 9 }));
}
