import { createStore } from './store';

/** Light, dark, or as the system has it. */
export type Scheme = 'auto' | 'light' | 'dark';

export const schemes: readonly Scheme[] = ['auto', 'light', 'dark'];

const kept = 'veche.scheme';

function stored(): Scheme {
  try {
    const value = localStorage.getItem(kept);
    if (value === 'light' || value === 'dark') return value;
  } catch {
    // Storage may be forbidden; then the system decides.
  }
  return 'auto';
}

/** What was chosen on this device, for all pages; public/scheme.js reads it before the first paint. */
export const scheme = createStore<Scheme>(stored());

export function chooseScheme(next: Scheme): void {
  try {
    if (next === 'auto') localStorage.removeItem(kept);
    else localStorage.setItem(kept, next);
  } catch {
    // Then it lasts as long as the page.
  }
  show(next);
}

/** Tells tokens.css, which follows the system without the attribute, and the bars of the browser. */
function show(next: Scheme): void {
  scheme.set(next);
  if (next === 'auto') delete document.documentElement.dataset.scheme;
  else document.documentElement.dataset.scheme = next;
  for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')) {
    const own = meta.dataset.of ?? '';
    meta.media = next === 'auto' ? `(prefers-color-scheme: ${own})` : next === own ? 'all' : 'not all';
  }
}

/** Shows the choice from now on, also when it is made in another tab. */
export function startScheme(): void {
  show(scheme.get());
  addEventListener('storage', (e) => {
    if (e.key === kept) show(stored());
  });
}
