import type { Spec } from '../layout/layout';

/**
 * The data of the browser protocol, version 1, as signaling/PROTOCOL.md describes
 * it. Names are the same there, here and in the Go code.
 */

export type ParticipantId = string;
export type Mode = 'all_on_screen' | 'video_lesson' | 'managed_selector' | 'auto_selector';
export type Role = 'owner' | 'moderator' | 'participant' | 'guest';
export type Source = 'camera' | 'screen';
export type Reaction = 'like' | 'clap' | 'laugh' | 'wow' | 'heart' | 'no';

export const reactions: readonly Reaction[] = ['like', 'clap', 'laugh', 'wow', 'heart', 'no'];

/** A recording that runs or is about to. Everybody is told of it (L1). */
export interface Recording {
  state: 'starting' | 'on';
  since: string;
  /** Bytes left on the server's disk, when so few that the recording will soon have to end. */
  lowDisk?: number;
}

/** The conference as a stream for players (C20, I16). */
export interface Stream {
  /** Without a host it is that of the page. */
  url: string;
  /** Group address and ports. */
  multicast?: string;
  /** The PIN or a password is asked for. */
  protected: boolean;
  /** How many play it. */
  readers: number;
}

/** A conference as much of it as the reader may know. Before entering only the first group is there. */
export interface Info {
  cid: string;
  name: string;
  description: string;
  owner: { name: string };
  access: string;
  /** Made for a call between two. */
  call?: boolean;
  running: boolean;
  started?: string;
  /** As planned. */
  endsAt?: string;
  hasPin: boolean;
  url: string;
  recording?: Recording;

  stream?: Stream;
  id?: string;
  mode?: Mode;
  maxSpeakers?: number;
  locked?: boolean;
  waitingRoom?: boolean;
  participants?: number;
  speakers?: number;
  content?: ParticipantId;
  spotlight?: ParticipantId;
  layout?: Spec;
  /** Only those who lead choose a layout for themselves. */
  layoutFixed?: boolean;
  pin?: string;
}

export interface Participant {
  id: ParticipantId;
  kind: string;
  login?: string;
  name: string;
  avatar?: string;
  owner?: boolean;
  operator?: boolean;
  moderator?: boolean;
  link: 'online' | 'reconnecting';
  joined: string;
  microphone?: boolean;
  camera?: boolean;
  screen?: boolean;
  hand?: string;
  podium?: '' | 'asking' | 'called' | 'speaker';
  pinned?: boolean;
  mayAnswer?: boolean;
  /** So many dB louder, or less loud, is the microphone to be played; absent is 0. */
  gain?: number;
  /** Sends nothing and has no window: a reader of WHEP. */
  watches?: boolean;
  /** The call to the outside that brought it. */
  call?: string;
  /** The far end of a call has put the conference on hold. */
  hold?: boolean;
  /** Of an IP camera: how it does. */
  cameraState?: CameraState;
  /** Of a camera of the server's book, which moderators may be able to move. */
  cameraId?: string;
}

/** How an IP camera does, and since when; whatever it is, the server goes on trying. */
export interface CameraState {
  state:
    | 'connecting'
    | 'live'
    | 'no_signal'
    | 'wrong_password'
    | 'unreachable'
    | 'not_found'
    | 'unsupported'
    | 'barred'
    | 'failed';
  since: string;
}

export interface Permissions {
  sendAudio: boolean;
  sendVideo: boolean;
  shareContent: boolean;
  chatAll: boolean;
  chatOne: boolean;
  sendFiles: boolean;
  receiveFiles: boolean;
  seePeople: boolean;
  raiseHand: boolean;
  moderate: boolean;
  record: boolean;
}

export interface Waiting {
  id: ParticipantId;
  kind: string;
  login?: string;
  name: string;
  since: string;
}

export interface ViewWindow {
  participant: ParticipantId;
  source: Source;
  label: string;
  content?: boolean;
  priority?: boolean;
}

/** What one viewer sees and hears: the windows of the page he is on, in drawing order. */
export interface View {
  version: number;
  layout: Spec;
  windows: ViewWindow[];
  page: number;
  pages: number;
  hearsAll: boolean;
  hears?: ParticipantId[];
  /** All windows come in one picture that the server has made (light mode). */
  composed?: boolean;
}

export interface ChatFile {
  id: string;
  name: string;
  size: number;
  type: string;
  url: string;
}

export interface ChatMessage {
  id: string;
  at: string;
  from: { id: ParticipantId; name: string };
  to?: { id: ParticipantId; name: string };
  text: string;
  file?: ChatFile;
}

export interface Ring {
  id: string;
  login: string;
  name: string;
  state: 'ringing' | 'accepted' | 'declined' | 'no_answer' | 'unreachable' | 'cancelled';
  /** Who is called was in a conference when it began. */
  busy?: boolean;
}

/** A terminal, telephone or camera that is called by a dial string. */
export interface OutsideCall {
  id: string;
  kind: 'sip' | 'tel' | 'h323' | 'rtsp';
  /** Without PINs and passwords. */
  dial: string;
  name: string;
  state: 'dialling' | 'ringing' | 'answered' | 'failed' | 'ended';
  reason?: { code: string; text: string };
  /** Nobody: the server has called at the start of the conference. */
  by?: { id: ParticipantId; name: string };
  since: string;
  tries: number;
  participant?: ParticipantId;
}

/** A caller that a moderator has asked to call somebody else instead. */
export interface Transfer {
  /** Of the participant. */
  id: ParticipantId;
  name: string;
  /** Without PINs and passwords. */
  dial: string;
  /** `left`: it has hung up without saying what came of it. */
  state: 'asked' | 'ringing' | 'done' | 'failed' | 'left';
  reason?: { code: string; text: string };
  by?: { id: ParticipantId; name: string };
  since: string;
}

export interface You {
  id: ParticipantId;
  resume: string;
  permissions: Permissions;
  role: Role;
}

export interface Snapshot {
  seq: number;
  you: You;
  conference: Info;
  participants: Participant[];
  waiting: Waiting[];
  chat: ChatMessage[];
  view: View;
  started: string;
  rings: Ring[];
  calls: OutsideCall[];
  transfers: Transfer[];
}

export interface SignedIn {
  login: string;
  name: string;
  avatar: string;
  admin: boolean;
  rights: string[];
}

export interface Hello {
  protocol: number;
  server: string;
  version: string;
  user?: SignedIn;
  limits: { fileBytes: number; chatRunes: number };
  /** What this server can and allows. */
  features: { recording: boolean; composed: boolean };
}

export interface WaitingAnswer {
  id: ParticipantId;
  resume: string;
  conference: Info;
  position: number;
  forLeader?: boolean;
}

/** What is behind a link, and what joining would lead to now. */
export interface Prospect {
  conference: Info;
  entry: 'enter' | 'wait' | 'refuse';
  /** A guest, who must give a name. */
  needsName?: boolean;
  /** The name under which one is registered, who shows an individual link. */
  registered?: string;
  /** With `wait`: one enters by oneself when the owner or a moderator comes. */
  forLeader?: boolean;
  /** With `refuse`: why. */
  reason?: 'not_begun' | 'over';
  /** The meeting of a scheduled conference that is on or comes next. */
  next?: Meeting;
  /** A scheduled conference of which no meeting comes any more. */
  over?: boolean;
}

/** One meeting of a schedule. */
export interface Meeting {
  series: string;
  /** The local time that the rule gives it. */
  of: string;
  start: string;
  end: string;
  moved?: boolean;
}

export type JoinAnswer =
  | { result: 'entered'; snapshot: Snapshot }
  | { result: 'waiting'; waiting: WaitingAnswer };

export interface VideoSlot {
  mid: string;
  participant: ParticipantId;
  /** `composed` is the picture of the whole view; then `participant` is empty. */
  source: Source | 'composed';
  state: 'live' | 'paused' | 'waiting' | 'unsupported';
}

export interface AudioSlot {
  mid: string;
  participant: ParticipantId;
  source: string;
}

export interface Speaker {
  participant: ParticipantId;
  /** 0 is silence, 127 the loudest. */
  level: number;
}

export interface Quality {
  level: 'good' | 'fair' | 'poor';
  rtt: number;
  lossUp: number;
  lossDown: number;
  estimate: number;
}

export interface Sending {
  microphone: boolean;
  camera: boolean;
  screen: boolean;
}

/** What of a camera can be moved, and the places that it keeps. */
export interface Optics {
  movement: { panTilt: boolean; zoom: boolean; steps: boolean; places: boolean; presets: boolean };
  presets: Preset[];
}

export interface Preset {
  token: string;
  name: string;
}
