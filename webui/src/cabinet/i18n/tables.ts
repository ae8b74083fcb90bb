import type { Language } from '../../i18n/language';

/** The texts of the cabinet, one chunk a language. */
export async function cabinetTexts(language: Language): Promise<Record<string, object>> {
  const [cabinet, shared, dial] = await (language === 'ru'
    ? Promise.all([import('./ru'), import('../../i18n/ru/shared.json'), import('../../i18n/ru/dial.json')])
    : Promise.all([import('./en'), import('../../i18n/en/shared.json'), import('../../i18n/en/dial.json')]));
  return { cabinet: cabinet.texts, shared: shared.default, dial: dial.default };
}
