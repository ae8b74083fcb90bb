// Puts the hash of the offline page into the service worker of dist: browsers
// compare workers byte by byte, so a new offline page is fetched at once.
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';

const dist = new URL('../dist/', import.meta.url);
const mark = 'VECHE-OFFLINE-HASH';
const hash = createHash('sha256');
for (const file of ['offline.html', 'offline.js']) hash.update(await readFile(new URL(file, dist)));
const worker = await readFile(new URL('worker.js', dist), 'utf8');
if (!worker.includes(mark)) throw new Error(`worker.js has no ${mark}`);
await writeFile(new URL('worker.js', dist), worker.replace(mark, hash.digest('hex').slice(0, 16)));
