import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { currentLanguage, keepLanguage, type Language } from './language';

/** Loads the texts of one language: namespace → table. */
export type Load = (language: Language) => Promise<Record<string, object>>;

let load: Load | undefined;

/**
 * Starts the texts of an entry. Each entry brings its own tables (`load`), so that
 * the guest pages carry no text of the cabinet; the first namespace is the
 * default one. Only the spoken language is fetched.
 */
export async function startTexts(namespaces: [string, ...string[]], tables: Load): Promise<void> {
  load = tables;
  const language = currentLanguage();
  keepLanguage(language);
  const resources = { [language]: await tables(language) };
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    ns: namespaces,
    defaultNS: namespaces[0],
    fallbackNS: namespaces,
    resources: resources as never,
    interpolation: { escapeValue: false },
    returnNull: false,
  });
}

/** Changes the language of the running page and remembers it. */
export async function changeLanguage(language: Language): Promise<void> {
  if (load && !i18next.hasResourceBundle(language, String(i18next.options.defaultNS))) {
    for (const [namespace, table] of Object.entries(await load(language))) {
      i18next.addResourceBundle(language, namespace, table);
    }
  }
  keepLanguage(language);
  await i18next.changeLanguage(language);
}
