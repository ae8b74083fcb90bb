// The service worker of the installed application. Its one task: where the server
// cannot be reached it shows the offline page. It keeps nothing else, neither pages
// nor answers of the API nor files of the build, so that it never stands between
// the pages and a newer server; the hashed files are in the browser's own cache.

// The build puts the hash of the offline page here, so that a new one makes a new worker.
const kept = 'veche-offline-VECHE-OFFLINE-HASH';
const files = ['/offline', '/offline.js'];

self.addEventListener('install', (event) => {
  event.waitUntil(keep().then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(Promise.all([forgetOthers(), preload(), self.clients.claim()]));
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (request.mode === 'navigate' && isPage(url.pathname)) event.respondWith(page(event));
  else if (url.pathname === '/offline.js')
    event.respondWith(fetch(request).catch(() => found('/offline.js')));
});

/** Downloads, the API and the health check are navigated to as well; they are left alone. */
function isPage(path) {
  return path === '/' || /^\/(c|guide|login|cabinet|admin)(\/|$)/.test(path);
}

async function page(event) {
  try {
    return (await event.preloadResponse) ?? (await fetch(event.request));
  } catch {
    return found('/offline');
  }
}

async function found(path) {
  return (await caches.match(path, { cacheName: kept })) ?? Response.error();
}

async function keep() {
  const cache = await caches.open(kept);
  await cache.addAll(files.map((file) => new Request(file, { cache: 'reload' })));
}

async function forgetOthers() {
  const names = await caches.keys();
  await Promise.all(
    names
      .filter((name) => name.startsWith('veche-offline-') && name !== kept)
      .map((name) => caches.delete(name)),
  );
}

/** Asks for a page while the worker starts, so that nothing gets slower by it. */
async function preload() {
  await self.registration.navigationPreload?.enable();
}
