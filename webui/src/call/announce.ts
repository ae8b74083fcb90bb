import type { Melody } from '../media/tones';
import type { Event } from '../protocol/messages';
import type { Recording } from '../protocol/types';
import { type Conference, moderates, participantOf } from '../state/conference';

/** Something to say, to be heard by everybody and read by screen readers. */
export interface Announcement {
  /** Key of the texts. */
  text: string;
  values?: Record<string, string | number>;
  melody?: Melody;
  /** Sounds also where comings and goings are silent by choice. */
  always?: boolean;
  /** Shown as a notice, not only told to screen readers. */
  visible?: boolean;
  /** Something went wrong. */
  failed?: boolean;
  /** Something to do about it. */
  offer?: 'microphone' | 'camera' | 'podium' | 'people' | 'chat' | 'pin' | 'light' | 'heavy';
}

/** Then the stage says what becomes of a call. */
const alone = (c: Conference) => c.info.call && c.participants.length < 2;

/** What an event is worth telling, seen from the state before it. */
export function announcementOf(before: Conference, e: Event): Announcement | undefined {
  const mine = (id: string) => id === before.you.id;
  switch (e.event) {
    case 'participant.joined':
      if (mine(e.participant.id)) return undefined;
      return { text: 'say.joined', values: { name: e.participant.name }, melody: quietly(before, 'joined') };
    case 'participant.left': {
      const name = participantOf(before, e.participant)?.name;
      return name && !mine(e.participant)
        ? { text: 'say.left', values: { name }, melody: quietly(before, 'left') }
        : undefined;
    }
    case 'participant.changed':
      return changeOf(before, e);
    case 'waiting.added':
      if (!moderates(before)) return undefined;
      return {
        text: 'say.waits',
        values: { name: e.waiting.name },
        melody: 'knock',
        visible: true,
        offer: 'people',
      };
    case 'chat':
      if (mine(e.message.from.id)) return undefined;
      return {
        text: 'say.wrote',
        values: { name: e.message.from.name },
        melody: 'message',
        visible: true,
        offer: 'chat',
      };
    case 'asked':
      return { text: `say.asked.${e.what}`, melody: 'hand', visible: true, offer: e.what };
    case 'conference.changed':
      if (e.conference.locked !== before.info.locked && moderates(before)) {
        return { text: e.conference.locked ? 'say.locked' : 'say.unlocked', visible: true };
      }
      return undefined;
    case 'ring.changed':
      if (
        alone(before) ||
        e.ring.state === 'ringing' ||
        e.ring.state === 'cancelled' ||
        e.ring.state === 'accepted'
      )
        return undefined;
      return { text: `say.ring.${e.ring.state}`, values: { name: e.ring.name }, visible: true };
    case 'call.changed':
      if (e.call.state !== 'failed' || alone(before)) return undefined;
      return { text: 'say.callFailed', values: { name: e.call.name }, visible: true, offer: 'people' };
    case 'transfer.changed': {
      const told = { done: 'say.transferred', failed: 'say.transferFailed' }[e.transfer.state as string];
      return told
        ? {
            text: told,
            values: { name: e.transfer.name },
            visible: true,
            failed: e.transfer.state === 'failed',
          }
        : undefined;
    }
    case 'pin.guessed':
      return { text: 'say.pinGuessed', values: { count: e.wrong }, visible: true, offer: 'pin' };
    default:
      return undefined;
  }
}

function changeOf(
  before: Conference,
  { participant: now }: Extract<Event, { event: 'participant.joined' | 'participant.changed' }>,
): Announcement | undefined {
  const then = participantOf(before, now.id);
  if (!then) return undefined;
  const values = { name: now.name };
  if (now.id === before.you.id) {
    return now.podium === 'speaker' && then.podium !== 'speaker'
      ? { text: 'say.youSpeak', visible: true }
      : undefined;
  }
  if (now.hand && !then.hand) {
    return { text: 'say.hand', values, melody: 'hand', visible: moderates(before), offer: 'people' };
  }
  if (now.podium === 'asking' && then.podium !== 'asking' && moderates(before)) {
    return { text: 'say.asksPodium', values, melody: 'hand', visible: true, offer: 'people' };
  }
  if (now.screen && !then.screen) return { text: 'say.shares', values };
  return undefined;
}

/** In a full room comings and goings make no sound. */
function quietly(c: Conference, melody: Melody): Melody | undefined {
  return c.participants.length <= 12 ? melody : undefined;
}

/** What `me` may still send after an event, if it is about that. */
export function sendingAfter(
  e: Event,
  me: string,
): Partial<Record<'microphone' | 'camera' | 'screen', boolean>> | undefined {
  if (e.event === 'participant.changed' && e.participant.id === me) {
    const { microphone, camera, screen } = e.participant;
    return { microphone, camera, screen };
  }
  if (e.event === 'participants.muted' && e.participants.includes(me)) {
    return { microphone: !e.microphone, camera: !e.camera, screen: !e.screen };
  }
  return undefined;
}

/**
 * What is told of a recording (L1): to everybody that it runs, also to those who
 * come in or back meanwhile, and that it is over; why it failed only to those
 * who can do something about it.
 */
export function recordingTold(
  before: Recording | undefined,
  now: Recording | undefined,
  records: boolean,
  code?: string,
): Announcement | undefined {
  const ran = before?.state === 'on';
  const runs = now?.state === 'on';
  const why = records ? code : undefined;
  if (runs && !ran) return { text: 'recording.runs', melody: 'recording', always: true, visible: true };
  if (ran && !now) {
    const text = why ? `recording.ended.${why}` : 'recording.over';
    return { text, melody: 'recordingOver', always: true, visible: true, failed: Boolean(why) };
  }
  return why && !now ? { text: `errors.${why}`, visible: true, failed: true } : undefined;
}
