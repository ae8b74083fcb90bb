import type { Event, Push } from '../protocol/messages';
import type {
  AudioSlot,
  ChatMessage,
  Info,
  OutsideCall,
  Participant,
  ParticipantId,
  Quality,
  Ring,
  Snapshot,
  Transfer,
  VideoSlot,
  View,
  Waiting,
  You,
} from '../protocol/types';

/** A conference as seen by somebody who is in it. Plain data, changed only by `apply`. */
export interface Conference {
  seq: number;
  you: You;
  info: Info;
  participants: readonly Participant[];
  waiting: readonly Waiting[];
  chat: readonly ChatMessage[];
  rings: readonly Ring[];
  calls: readonly OutsideCall[];
  transfers: readonly Transfer[];
  view: View;
  started: string;
  video: readonly VideoSlot[];
  audio: readonly AudioSlot[];
  speaking: readonly ParticipantId[];
  quality: Quality | undefined;
}

export function enter(snapshot: Snapshot, before?: Conference): Conference {
  return {
    seq: snapshot.seq,
    you: snapshot.you,
    info: snapshot.conference,
    participants: snapshot.participants ?? [],
    waiting: snapshot.waiting ?? [],
    chat: snapshot.chat ?? [],
    rings: snapshot.rings ?? [],
    calls: snapshot.calls ?? [],
    transfers: snapshot.transfers ?? [],
    view: snapshot.view,
    started: snapshot.started,
    video: before?.video ?? [],
    audio: before?.audio ?? [],
    speaking: [],
    quality: before?.quality,
  };
}

/** What a push of the server makes of the conference. Pushes that do not concern it leave it as it is. */
export function apply(now: Conference, push: Push): Conference {
  switch (push.type) {
    case 'event':
      return push.seq === undefined
        ? applyEvent(now, push)
        : push.seq <= now.seq
          ? now
          : { ...applyEvent(now, push), seq: push.seq };
    case 'snapshot':
      return enter(push.snapshot, now);
    case 'view':
      return push.view.version < now.view.version ? now : { ...now, view: push.view };
    case 'slots':
      return { ...now, video: push.video ?? [], audio: push.audio ?? [] };
    case 'speakers':
      return { ...now, speaking: (push.speakers ?? []).map((s) => s.participant) };
    case 'quality': {
      const { level, rtt, lossUp, lossDown, estimate } = push;
      return { ...now, quality: { level, rtt, lossUp, lossDown, estimate } };
    }
    default:
      return now;
  }
}

function applyEvent(now: Conference, e: Event): Conference {
  switch (e.event) {
    case 'participant.joined':
    case 'participant.changed':
      return { ...now, participants: put(now.participants, e.participant) };
    case 'participants.muted':
      return { ...now, participants: muted(now.participants, e) };
    case 'participant.left':
      return {
        ...now,
        participants: now.participants.filter((p) => p.id !== e.participant),
        transfers: now.transfers.filter((x) => x.id !== e.participant),
      };
    case 'waiting.added':
      return { ...now, waiting: put(now.waiting, e.waiting) };
    case 'waiting.removed':
      return { ...now, waiting: now.waiting.filter((w) => w.id !== e.participant) };
    case 'conference.changed':
      return { ...now, info: e.conference };
    case 'stream.changed':
      return { ...now, info: { ...now.info, stream: e.stream } };
    case 'recording.changed':
      return { ...now, info: { ...now.info, recording: e.recording } };
    case 'chat':
      return { ...now, chat: put(now.chat, e.message) };
    case 'you.changed':
      return { ...now, you: { ...now.you, ...e.you, resume: e.you.resume || now.you.resume } };
    case 'ring.changed':
      return { ...now, rings: put(now.rings, e.ring) };
    case 'call.changed':
      return { ...now, calls: put(now.calls, e.call) };
    case 'call.removed':
      return { ...now, calls: now.calls.filter((k) => k.id !== e.call) };
    case 'transfer.changed':
      return { ...now, transfers: put(now.transfers, e.transfer) };
    default:
      return now;
  }
}

type Muted = Extract<Event, { event: 'participants.muted' }>;

/** Those named send no more what is true in `off`. */
function muted(list: readonly Participant[], off: Muted): readonly Participant[] {
  const named = new Set(off.participants);
  return list.map((p) =>
    named.has(p.id)
      ? {
          ...p,
          microphone: p.microphone && !off.microphone,
          camera: p.camera && !off.camera,
          screen: p.screen && !off.screen,
        }
      : p,
  );
}

/** Replaces what has the same id in its place, or puts it at the end. */
function put<T extends { id: string }>(list: readonly T[], item: T): readonly T[] {
  const at = list.findIndex((other) => other.id === item.id);
  return at < 0 ? [...list, item] : list.with(at, item);
}

export function participantOf(c: Conference, id: ParticipantId | undefined): Participant | undefined {
  return id ? c.participants.find((p) => p.id === id) : undefined;
}

/** Whether one may do what moderators do. */
/** Whether the layout of the meeting is the only one there is for this person (G9). */
export function bound(c: Pick<Conference, 'you' | 'info'>): boolean {
  return Boolean(c.info.layoutFixed) && !moderates(c);
}

export function moderates(c: Pick<Conference, 'you'>): boolean {
  return c.you.permissions.moderate;
}
