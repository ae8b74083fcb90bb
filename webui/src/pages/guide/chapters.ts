import type { Language } from '../../i18n/language';

/** The parts of the guide and their chapters in order; a chapter is `<language>/<name>.md`. */
export const parts = {
  taking: ['join', 'call', 'chat', 'modes', 'trouble', 'install'],
  meetings: [
    'plan',
    'rooms',
    'templates',
    'invite',
    'registration',
    'door',
    'layouts',
    'moderate',
    'record',
    'analytics',
  ],
  people: ['contacts', 'messages', 'history', 'dial', 'cameras', 'profile'],
  administration: ['people', 'settings', 'look', 'telephony', 'mail', 'streams', 'backup'],
} as const;

export type Part = keyof typeof parts;
export type ChapterName = (typeof parts)[Part][number];

/** The sources of all chapters in one language; one chunk each. */
export async function sources(language: Language): Promise<Record<string, string>> {
  const { chapters } = await (language === 'ru' ? import('./russian') : import('./english'));
  return chapters;
}
