import type { Conversation, Message } from '../api/types';
import type { Spec } from '../layout/layout';
import type {
  AudioSlot,
  ChatMessage,
  Hello,
  Info,
  JoinAnswer,
  Mode,
  Optics,
  OutsideCall,
  Participant,
  ParticipantId,
  Preset,
  Prospect,
  Quality,
  Reaction,
  Recording,
  Ring,
  Sending,
  Snapshot,
  Speaker,
  Stream,
  Transfer,
  VideoSlot,
  View,
  Waiting,
  You,
} from './types';

export type PodiumAction =
  | 'ask'
  | 'withdraw'
  | 'accept'
  | 'decline'
  | 'leave'
  | 'approve'
  | 'refuse'
  | 'call'
  | 'remove'
  | 'pin'
  | 'unpin';

type Many = ParticipantId[] | 'all';
type Empty = Record<string, never>;

/** Every request with what it carries and what its answer carries. */
export interface Requests {
  hello: [{ protocol: 1; language: string }, Hello];
  look: [{ cid: string; pin?: string; registration?: string }, Prospect];
  join: [
    {
      cid: string;
      pin?: string;
      name?: string;
      resume?: string;
      registration?: string;
      media: { microphone: boolean; camera: boolean };
    },
    JoinAnswer,
  ];
  leave: [Empty, Empty];

  offer: [{ sdp: string; sources: Record<string, string> }, { sdp: string }];
  media: [Partial<Sending>, Sending];
  display: [
    {
      layout: string;
      windows: number;
      page: number;
      pin: ParticipantId | null;
      self: boolean;
      composed?: boolean;
    },
    { view: View },
  ];
  sizes: [{ slots: Record<string, [number, number]> }, Empty];
  quality: [{ maxBitrate: number }, Empty];

  chat: [{ text: string; to?: ParticipantId; file?: { id: string } }, { message: ChatMessage }];
  hand: [{ up: boolean; participant?: ParticipantId }, Empty];
  reaction: [{ reaction: Reaction }, Empty];
  podium: [{ action: PodiumAction; participant?: ParticipantId }, Empty];
  answer: [{ participant: ParticipantId; allow: boolean }, Empty];
  mute: [{ participants: Many; microphone?: true; camera?: true; screen?: true }, Empty];
  ask: [{ participant: ParticipantId; what: 'microphone' | 'camera' }, Empty];
  remove: [{ participants: ParticipantId[] }, Empty];
  rename: [{ participant: ParticipantId; name: string }, Empty];
  role: [{ participant: ParticipantId; moderator: boolean }, Empty];
  gain: [{ participant: ParticipantId; decibels: number }, Empty];
  admit: [{ participants: Many }, Empty];
  refuse: [{ participants: Many }, Empty];
  waitingroom: [{ on: boolean; remaining?: 'admit' | 'disconnect' }, Empty];
  lock: [{ locked: boolean }, Empty];
  access: [{ pin?: string | null; cid?: string }, { pin: string; cid: string }];
  spotlight: [{ participant: ParticipantId | null }, Empty];
  layout: [{ layout: Spec }, Empty];
  mode: [{ mode: Mode; maxSpeakers?: number }, Empty];
  ends: [{ endsAt: string | null }, Empty];
  invite: [
    (
      | { login: string }
      | { dial: string; name?: string }
      | { camera: string; name?: string }
      | { contact: string }
    ),
    { ring?: Ring; call?: OutsideCall },
  ];
  uninvite: [{ ring: string } | { call: string }, Empty];
  retry: [{ call: string }, { call: OutsideCall }];
  digits: [{ participant: ParticipantId; digits: string }, Empty];
  ptz: [
    { participant: ParticipantId } & (
      | { do: 'look' | 'stop' }
      | { do: 'move'; pan: number; tilt: number; zoom: number; by?: 'speed' | 'step' | 'place' }
      | { do: 'go'; preset: string }
      | { do: 'keep'; name: string }
    ),
    { optics: Optics; preset: Preset },
  ];
  transfer: [{ participant: ParticipantId; dial: string }, { transfer: Transfer }];
  ring: [{ ring: string; accept: boolean }, { cid: string }];
  presence: [{ logins: string[] }, { people: Record<string, Presence> }];
  /** Answered when the recording runs or is over; a refusal says why it cannot run. */
  record: [{ on: boolean }, { recording?: Recording }];
  end: [Empty, Empty];
}

export type RequestName = keyof Requests;

/** What happened in the conference, in the order of `seq`. */
export type Event = { type: 'event'; seq?: number; at: string } & (
  | { event: 'participant.joined' | 'participant.changed'; participant: Participant }
  | {
      event: 'participants.muted';
      participants: ParticipantId[];
      microphone: boolean;
      camera: boolean;
      screen: boolean;
    }
  | { event: 'participant.left'; participant: ParticipantId; reason: 'left' | 'removed' | 'lost' | 'ended' }
  | { event: 'waiting.added'; waiting: Waiting }
  | { event: 'waiting.removed'; participant: ParticipantId; reason: 'admitted' | 'refused' | 'left' }
  | { event: 'conference.changed'; conference: Info }
  | { event: 'conference.ends_soon'; endsAt: string }
  | { event: 'chat'; message: ChatMessage }
  | { event: 'reaction'; participant: ParticipantId; reaction: Reaction }
  | { event: 'you.changed'; you: You }
  | { event: 'asked'; what: 'microphone' | 'camera' | 'podium'; by: ParticipantId }
  | { event: 'ring.changed'; ring: Ring }
  | { event: 'call.changed'; call: OutsideCall }
  | { event: 'call.removed'; call: string }
  | { event: 'transfer.changed'; transfer: Transfer }
  | { event: 'pin.guessed'; wrong: number }
  | { event: 'stream.changed'; stream?: Stream }
  /** `code` says why it did not begin or has ended by itself. */
  | { event: 'recording.changed'; recording?: Recording; code?: string; by?: ParticipantId }
);

export interface IncomingRing {
  type: 'ring';
  ring: string;
  conference: { cid: string; name: string };
  from: { name: string; login?: string; avatar?: string };
  /** A call between two, not an invitation into a conference. */
  call?: boolean;
  /** One was in a conference already when it began: it is shown quietly. */
  busy?: boolean;
  expires: string;
}

/** Whether a person can be called. */
export type Presence = 'offline' | 'online' | 'busy';

/** Everything the server sends by itself. */
export type Push =
  | Event
  | IncomingRing
  | { type: 'tick' }
  | { type: 'snapshot'; snapshot: Snapshot }
  | { type: 'view'; view: View }
  | { type: 'slots'; video: VideoSlot[]; audio: AudioSlot[]; wantVideo?: number }
  | { type: 'speakers'; speakers: Speaker[] }
  | ({ type: 'quality' } & Quality)
  | { type: 'transport'; state: 'connected' | 'disconnected' }
  | { type: 'admitted'; snapshot: Snapshot }
  | { type: 'refused'; code: 'refused' | 'disconnected' | 'no_participation' | 'ended' | 'time_over' }
  | { type: 'removed'; code: 'removed' | 'ended' | 'time_over' | 'replaced' | 'lost' }
  | { type: 'ring.cancelled'; ring: string; state: Ring['state'] }
  | { type: 'presence'; people: Record<string, Presence> }
  | { type: 'conversation'; conversation: Conversation }
  | { type: 'conversation.gone'; conversation: string }
  /** One with a `number` that is known was changed. */
  | { type: 'message'; conversation: string; message: Message; unread: number }
  /** `login` has read up to `number`: I on another page, then with what is left, or the other of a personal one. */
  | { type: 'read'; conversation: string; number: number; login: string; unread?: number };
