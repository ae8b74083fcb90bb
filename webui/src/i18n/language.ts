export const languages = ['en', 'ru'] as const;
export type Language = (typeof languages)[number];

const kept = 'veche.language';

/** The language to speak: what was chosen before, else the browser's first that we know, else English. */
function pickLanguage(chosen: string | null, preferred: readonly string[]): Language {
  for (const tag of [chosen ?? '', ...preferred]) {
    const found = languages.find((l) => tag.toLowerCase().split('-')[0] === l);
    if (found) return found;
  }
  return 'en';
}

export function currentLanguage(): Language {
  let chosen: string | null = null;
  try {
    chosen = localStorage.getItem(kept);
  } catch {
    // Storage may be forbidden; then the choice lasts as long as the page.
  }
  return pickLanguage(chosen, navigator.languages);
}

export function keepLanguage(language: Language): void {
  document.documentElement.lang = language;
  try {
    localStorage.setItem(kept, language);
  } catch {
    // See above.
  }
}
