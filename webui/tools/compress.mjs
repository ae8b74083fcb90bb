// Puts .br and .gz files beside everything in dist that gets smaller by it, so
// that the server never compresses while serving.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const dist = new URL('../dist/', import.meta.url).pathname;
const kinds = new Set(['.js', '.css', '.svg', '.json', '.wasm', '.tflite', '.binarypb', '.txt']);
// Brotli at its highest level takes half a minute for the large WebAssembly files.
const large = 512 * 1024;

for (const entry of await readdir(dist, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !kinds.has(extname(entry.name))) continue;
  const path = join(entry.parentPath, entry.name);
  const data = await readFile(path);
  if (data.length < 512) continue;
  const quality = data.length > large ? 7 : constants.BROTLI_MAX_QUALITY;
  const br = brotliCompressSync(data, {
    params: { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_SIZE_HINT]: data.length },
  });
  const gz = gzipSync(data, { level: 9 });
  if (br.length < data.length) await writeFile(`${path}.br`, br);
  if (gz.length < data.length) await writeFile(`${path}.gz`, gz);
}
