// Fails the build when the JavaScript a guest loads until he is in the call is
// more than 150 kB gz. What is loaded on demand by name (blur, noise
// suppression, the user guide) is not counted, nor is what only people of the server
// meet (calling and being called, moving cameras), pages that are not on the way into
// the call, and what comes by itself once one is in (list of people, chat, windows that are
// seldom opened), with their texts; every language but one is not either, since one
// visitor loads one.
import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';

const limit = 150_000;
const onDemand = [
  /^src\/media\/(blur|noise)/,
  /^src\/pages\/(guide|install|planned|widget|reply)\//,
  /^src\/ui\/call\/((People|Chat)Panel|dialogs\/seldom)/,
  /^src\/i18n\/(ru\/|en\/(?!guest|shared))/,
  /^src\/ui\/(RingWindow|call\/(Calling|OpticsPad))/,
  /node_modules\/@(mediapipe|sapphi-red)/,
];
const dist = new URL('../dist/', import.meta.url);
const manifest = JSON.parse(await readFile(new URL('.vite/manifest.json', dist), 'utf8'));

const files = new Map();
const walk = (key) => {
  const chunk = manifest[key];
  if (!chunk || files.has(chunk.file) || onDemand.some((re) => re.test(key) || re.test(chunk.src ?? '')))
    return;
  if (chunk.file.endsWith('.js')) files.set(chunk.file, key);
  for (const next of [...(chunk.imports ?? []), ...(chunk.dynamicImports ?? [])]) walk(next);
};
walk('index.html');

let total = 0;
for (const [file, key] of files) {
  const size = gzipSync(await readFile(new URL(file, dist)), { level: 9 }).length;
  total += size;
  console.log(`${String(size).padStart(8)}  ${file}  (${key})`);
}
console.log(`${String(total).padStart(8)}  guest entry, gz; limit ${limit}`);
if (total > limit) {
  console.error('The guest entry is too large.');
  process.exit(1);
}
