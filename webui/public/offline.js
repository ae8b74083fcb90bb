// The offline page: in the language and colours chosen on this device, and gone as
// soon as the server answers. It stands alone, see worker.js.
function stored(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null; // Storage may be forbidden; then the browser decides.
  }
}

function show() {
  const scheme = stored('veche.scheme');
  if (scheme === 'light' || scheme === 'dark') document.documentElement.dataset.scheme = scheme;
  const wanted = [stored('veche.language') ?? '', ...navigator.languages].map((tag) => tag.slice(0, 2));
  const language = wanted.find((tag) => tag === 'en' || tag === 'ru') ?? 'en';
  document.documentElement.lang = language;
  for (const main of document.querySelectorAll('main')) {
    main.hidden = main.lang !== language;
    main.querySelector('button')?.addEventListener('click', () => location.reload());
    if (!main.hidden) document.title = main.dataset.title;
  }
}

async function comeBack() {
  try {
    const answer = await fetch('/worker.js', { method: 'HEAD', cache: 'no-store' });
    if (answer.ok) location.reload();
  } catch {
    // Still away.
  }
}

show();
// Under its own address there is nothing to come back to.
if (location.pathname !== '/offline') {
  addEventListener('online', comeBack);
  setInterval(comeBack, 10_000);
}
