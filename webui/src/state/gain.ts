import { type Conference, participantOf } from './conference';

/** Kinds of participants whose sound the server has turned up or down itself. */
const turnedByServer = new Set(['sip', 'h323', 'rtsp']);

/** By how many dB a slot for sound is to be louder: as a moderator has set it for who is in it (I12). */
export function gainOf(c: Conference, mid: string): number {
  const slot = c.audio.find((s) => s.mid === mid);
  const person = slot?.source === 'microphone' ? participantOf(c, slot.participant) : undefined;
  return person && !turnedByServer.has(person.kind) ? (person.gain ?? 0) : 0;
}
