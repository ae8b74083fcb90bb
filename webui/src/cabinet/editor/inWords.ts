import { guestPermissions } from '../data/conference';
import type { Draft } from './draft';
import { hasPodium, registers, settingsOf } from './draft';

/** One sentence: a key of `words.*` and its values. */
export interface Sentence {
  key: string;
  values?: Record<string, string | number>;
}

/** What the settings mean for those who come, so that nobody is let in or kept out by mistake. */
export function inWords(draft: Draft): Sentence[] {
  const s = settingsOf(draft);
  const said: Sentence[] = [];
  const open = s.access === 'public';
  if (open) said.push({ key: registers(draft) ? 'registered' : 'public' });
  else if (s.joinUninvited) said.push({ key: 'internalAll' });
  else said.push({ key: 'internalInvited', values: { count: s.invited.length } });
  if (s.waitForOwner) said.push({ key: 'waitForOwner' });
  if (s.pin) said.push({ key: 'pin' });
  if (s.waitingRoom) said.push({ key: `waits.${open ? 'public' : 'internal'}.${s.waitingCategory}` });
  else said.push({ key: 'waits.nobody' });
  if (s.guestLimit > 0) said.push({ key: 'guestLimit', values: { count: s.guestLimit } });
  if (open) {
    const forbidden = guestPermissions.filter((p) => !s.guests[p]).length;
    if (forbidden > 0) said.push({ key: 'guestsLess', values: { count: forbidden } });
  }
  if (s.micOff && s.cameraOff) said.push({ key: 'bothOff' });
  else if (s.micOff) said.push({ key: 'micOff' });
  else if (s.cameraOff) said.push({ key: 'cameraOff' });
  if (s.rtspOutput) said.push({ key: s.pin || s.stream.password ? 'streamed' : 'streamedOpen' });
  if (s.recording?.automatic) said.push({ key: 'recorded' });
  if (hasPodium(s.mode)) said.push({ key: `podium.${s.mode}`, values: { count: s.maxSpeakers } });
  else said.push({ key: `mode.${s.mode}` });
  return said;
}
