import type { ChapterName } from '../../pages/guide/chapters';
import type { Tab } from '../editor/draft';

/** Beginnings of addresses, the first that fits; a tab makes a difference in few. */
const pages: [RegExp, ChapterName][] = [
  [/\/recordings\b/, 'record'],
  [/\/analytics\b/, 'analytics'],
  [/\/registrations\b/, 'registration'],
  [/^\/cabinet\/(scheduled|conferences)/, 'plan'],
  [/^\/cabinet\/rooms/, 'rooms'],
  [/^\/cabinet\/templates/, 'templates'],
  [/^\/cabinet\/contacts/, 'contacts'],
  [/^\/cabinet\/history/, 'history'],
  [/^\/cabinet\/messages/, 'messages'],
  [/^\/cabinet\/profile\?devices/, 'dial'],
  [/^\/cabinet\/profile/, 'profile'],
  [/^\/cabinet\/?\?/, 'rooms'],
  [/^\/admin\/people/, 'people'],
  [/^\/admin\/contacts/, 'contacts'],
  [/^\/admin\/telephony/, 'telephony'],
  [/^\/admin\/cameras/, 'cameras'],
  [/^\/admin\/mail/, 'mail'],
  [/^\/admin\/overview/, 'backup'],
  [/^\/admin\/look/, 'look'],
  [/^\/admin\/(settings|log)/, 'settings'],
];

/** Which chapter of the guide speaks of a page of the cabinet, if any. */
export function chapterOfPage(path: string, tab: string | null): ChapterName | undefined {
  const place = tab || path.replace(/\/$/, '') === '/cabinet' ? `${path}?${tab ?? ''}` : path;
  return pages.find(([fits]) => fits.test(place))?.[1];
}

const tabs: Partial<Record<Tab, ChapterName>> = {
  participants: 'invite',
  layout: 'layouts',
  additional: 'door',
  registration: 'registration',
};

/** The same for a tab of the settings of a conference; none: as its page. */
export const chapterOfTab = (tab: Tab): ChapterName | undefined => tabs[tab];
