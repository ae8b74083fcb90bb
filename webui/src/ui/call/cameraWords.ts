import type { TFunction } from 'i18next';
import { clock } from '../../i18n/format';
import type { CameraState } from '../../protocol/types';

const day = 24 * 3600_000;

/** How an IP camera does, and since when, as in "no signal since 14:05". */
export function cameraWords(t: TFunction, language: string, { state, since }: CameraState, now = Date.now()) {
  const words = t([`cameraState.${state}`, 'cameraState.failed']);
  if (state === 'live' || state === 'connecting') return words;
  return t('cameraState.since', { words, at: moment(since, language, now) });
}

/** The time of today, or the date with it. */
function moment(at: string, language: string, now: number): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime()) || now - date.getTime() < day) return clock(at, language);
  return date.toLocaleString(language, { dateStyle: 'short', timeStyle: 'short' });
}
