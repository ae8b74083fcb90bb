import type { MantineColorScheme, MantineColorSchemeManager } from '@mantine/core';

const kept = 'veche.scheme';

function read(): MantineColorScheme {
  try {
    const value = localStorage.getItem(kept);
    if (value === 'light' || value === 'dark') return value;
  } catch {
    // Storage may be forbidden; then the system decides.
  }
  return 'auto';
}

/** Tells tokens.css: without the attribute it follows the system. */
export function showScheme(scheme: MantineColorScheme): void {
  if (scheme === 'auto') delete document.documentElement.dataset.scheme;
  else document.documentElement.dataset.scheme = scheme;
}

/** Keeps the choice of light, dark or the system's, for Mantine and the tokens alike. */
export function schemeManager(): MantineColorSchemeManager {
  let onStorage: ((e: StorageEvent) => void) | undefined;
  const unsubscribe = () => {
    if (onStorage) window.removeEventListener('storage', onStorage);
    onStorage = undefined;
  };
  return {
    get: read,
    set: (value) => {
      showScheme(value);
      try {
        if (value === 'auto') localStorage.removeItem(kept);
        else localStorage.setItem(kept, value);
      } catch {
        // See above.
      }
    },
    subscribe: (update) => {
      onStorage = (e) => {
        if (e.storageArea !== localStorage || e.key !== kept) return;
        showScheme(read());
        update(read());
      };
      window.addEventListener('storage', onStorage);
    },
    unsubscribe,
    clear: () => {
      showScheme('auto');
      try {
        localStorage.removeItem(kept);
      } catch {
        // See above.
      }
    },
  };
}
