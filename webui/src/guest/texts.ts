import type { Language } from '../i18n/language';

/** The texts of the guest entry, one chunk a language. */
export async function guestTexts(language: Language): Promise<Record<string, object>> {
  const [guest, shared] = await (language === 'ru'
    ? Promise.all([import('../i18n/ru/guest.json'), import('../i18n/ru/shared.json')])
    : Promise.all([import('../i18n/en/guest.json'), import('../i18n/en/shared.json')]));
  return { guest: guest.default, shared: shared.default };
}
