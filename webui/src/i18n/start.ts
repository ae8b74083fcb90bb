import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { currentLanguage, keepLanguage, type Language } from './language';

/** Loads the texts of one language: namespace → table. */
export type Load = (language: Language) => Promise<Record<string, object>>;

/** What the page speaks with; what is loaded on demand comes to it. */
const loads = new Set<Load>();
/** Per language the loads that are done or under way. */
const fetched = new Map<Language, Map<Load, Promise<void>>>();

/**
 * Starts the texts of an entry. Each entry brings its own tables (`load`), so that
 * the guest pages carry no text of the cabinet; the first namespace is the
 * default one. Only the spoken language is fetched.
 */
export async function startTexts(namespaces: [string, ...string[]], tables: Load): Promise<void> {
  const language = currentLanguage();
  keepLanguage(language);
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    ns: namespaces,
    defaultNS: namespaces[0],
    fallbackNS: [...namespaces],
    resources: { [language]: {} },
    interpolation: { escapeValue: false },
    returnNull: false,
    // What came a moment too late for a sentence that is shown already.
    react: { bindI18nStore: 'added' },
  });
  await addTexts(tables);
}

/** Adds texts to the running page, in the language it speaks, and in those it will be changed to. */
export async function addTexts(tables: Load): Promise<void> {
  loads.add(tables);
  let language: Language;
  do {
    language = i18next.language as Language;
    await fetchAll(language);
  } while (language !== i18next.language);
}

/** Changes the language of the running page and remembers it. */
export async function changeLanguage(language: Language): Promise<void> {
  await fetchAll(language);
  keepLanguage(language);
  await i18next.changeLanguage(language);
}

async function fetchAll(language: Language): Promise<void> {
  const known = fetched.get(language) ?? new Map<Load, Promise<void>>();
  fetched.set(language, known);
  for (const load of loads) {
    if (!known.has(load)) known.set(load, fetchOne(load, language));
  }
  await Promise.all(known.values());
}

/** A table that did not come is asked for again the next time. */
async function fetchOne(load: Load, language: Language): Promise<void> {
  try {
    for (const [namespace, table] of Object.entries(await load(language))) speak(language, namespace, table);
  } catch (cause) {
    fetched.get(language)?.delete(load);
    throw cause;
  }
}

function speak(language: Language, namespace: string, table: object): void {
  i18next.addResourceBundle(language, namespace, table);
  const spaces = i18next.options.fallbackNS;
  if (Array.isArray(spaces) && !spaces.includes(namespace)) spaces.push(namespace);
}
