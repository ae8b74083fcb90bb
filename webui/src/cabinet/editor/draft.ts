import { type Arrangements, completed } from '../../layout/arrangement';
import { maxWindows } from '../../layout/layout';
import {
  type AccessType,
  type Category,
  categoriesFor,
  type GuestPermissions,
  guestPermissions,
  type Invited,
  type Mode,
  type RecordingRules,
  type Settings,
  type Stored,
  type StreamRules,
} from '../data/conference';
import type { Closing, Registration } from '../data/registration';
import { momentOf } from '../data/zone';
import type { Meetings } from '../registrations/closing';
import { type Meeting, meetingOf, meetingProblems, newMeeting, scheduleOf } from './meeting';
import { fieldsProblem, usualFields } from './registration/fields';

/**
 * What stands in the form. It holds more than is sent: what does not apply to
 * the chosen access type stays in the form, so that choosing back loses nothing.
 */
export interface Draft {
  name: string;
  access: AccessType;
  mode: Mode;
  maxSpeakers: number;
  invited: Invited[];
  layout: Arrangements;
  /** None: as usual. */
  recording?: RecordingRules;
  rtspOutput: boolean;
  stream: StreamRules;
  cid: string;
  pinOn: boolean;
  pin: string;
  waitingRoom: boolean;
  waitingCategory: Category;
  joinUninvited: boolean;
  micOff: boolean;
  cameraOff: boolean;
  guests: GuestPermissions;
  guestsLimited: boolean;
  guestLimit: number;
  location: string;
  description: string;
  /** With a schedule, or a virtual room (G4). */
  launch: Launch;
  meeting: Meeting;
  /** None: as the administrator has set it. */
  reminders: number[] | null;
  inviteByMail: boolean;
  waitForOwner: boolean;
  registration: Registration;
  /** Of a new one (G6). */
  saveAsTemplate: boolean;
}

/** A template has neither: what is made from it does. */
export type Launch = 'schedule' | 'room' | 'template';
export type Field = keyof Draft;

export const tabs = ['main', 'participants', 'layout', 'additional', 'registration'] as const;
export type Tab = (typeof tabs)[number];

/** One registers for public conferences with a schedule only (G20); a template keeps it for those (G26). */
export const hasRegistration = (d: Draft) => d.access === 'public' && d.launch !== 'room';
/** Then there is no PIN (G11). */
export const registers = (d: Draft) => hasRegistration(d) && d.registration.on;
/** Whether there is more than one meeting; only then registration can stay open (G21). */
export const isRepeated = ({ meeting }: Draft) =>
  meeting.repeat.unit !== 'none' || meeting.earlier.length > 0;

/** The meetings as far as the closing of registration goes: the first one of them. */
export function meetingsOf(d: Draft): Meetings {
  const { date, time, zone, minutes } = d.meeting;
  const start = momentOf(`${date}T${time}`, zone);
  const known = date !== '' && time !== '' && !Number.isNaN(start.getTime());
  const end = new Date(start.getTime() + minutes * 60_000);
  return {
    repeats: isRepeated(d),
    next: known ? { start: start.toISOString(), end: end.toISOString() } : null,
  };
}

const tabOfField: Record<Field, Tab> = {
  name: 'main',
  access: 'main',
  mode: 'main',
  maxSpeakers: 'main',
  invited: 'participants',
  layout: 'layout',
  recording: 'additional',
  rtspOutput: 'additional',
  stream: 'additional',
  cid: 'additional',
  pinOn: 'additional',
  pin: 'additional',
  waitingRoom: 'additional',
  waitingCategory: 'additional',
  joinUninvited: 'additional',
  micOff: 'additional',
  cameraOff: 'additional',
  guests: 'additional',
  guestsLimited: 'additional',
  guestLimit: 'additional',
  location: 'additional',
  description: 'additional',
  launch: 'main',
  meeting: 'main',
  reminders: 'main',
  inviteByMail: 'additional',
  waitForOwner: 'main',
  registration: 'registration',
  saveAsTemplate: 'main',
};

const isField = (name: string): name is Field => name in tabOfField;

/** The field of the form for a field of the API, such as "invited[3].email" or "layout.windows". */
export function fieldOf(name: string): Field | undefined {
  const first = name.split(/[.[]/)[0] ?? '';
  if (first === 'schedule' || first === 'series') return 'meeting';
  return isField(first) ? first : undefined;
}

export const tabOf = (field: Field): Tab => tabOfField[field];

/** Layouts cannot be chosen where the mode decides the picture (G8, F6). */
export const hasLayout = (mode: Mode) => mode === 'all_on_screen' || mode === 'managed_selector';
/** Modes with a podium (F5). */
export const hasPodium = (mode: Mode) => mode === 'managed_selector' || mode === 'auto_selector';

const defaultLayout: Arrangements = { type: 'grid', windows: 0, content: true, names: 'bottom' };

/** What is recorded where nothing else was chosen. */
export const usualRecording: RecordingRules = { automatic: false, layout: '', lines: 720, tracks: false };

/** A stream that nothing was set of. */
const usualStream: StreamRules = { password: '', readers: 0, multicast: false };

/** A stored layout; the empty one means an even grid. */
export function layoutOf(stored: Partial<Arrangements> | undefined): Arrangements {
  return stored?.type ? completed(stored) : defaultLayout;
}

export function newDraft(): Draft {
  return {
    name: '',
    access: 'internal',
    mode: 'all_on_screen',
    maxSpeakers: 4,
    invited: [],
    layout: defaultLayout,
    rtspOutput: false,
    stream: usualStream,
    cid: '',
    pinOn: false,
    pin: '',
    waitingRoom: false,
    waitingCategory: 'unplanned_and_guests',
    joinUninvited: false,
    micOff: false,
    cameraOff: false,
    guests: Object.fromEntries(guestPermissions.map((p) => [p, true])) as GuestPermissions,
    guestsLimited: false,
    guestLimit: 20,
    location: '',
    description: '',
    launch: 'room',
    meeting: newMeeting(),
    reminders: null,
    inviteByMail: false,
    waitForOwner: false,
    registration: { on: false },
    saveAsTemplate: false,
  };
}

export function draftOf(c: Stored, launch: Launch = c.schedule ? 'schedule' : 'room'): Draft {
  return {
    name: c.name,
    access: c.access,
    mode: c.mode,
    maxSpeakers: c.maxSpeakers || 4,
    invited: c.invited ?? [],
    layout: layoutOf(c.layout),
    recording: c.recording && { ...c.recording, lines: c.recording.lines || usualRecording.lines },
    rtspOutput: c.rtspOutput ?? false,
    stream: { ...usualStream, ...c.stream },
    cid: c.cid ?? '',
    pinOn: Boolean(c.pin),
    pin: c.pin ?? '',
    waitingRoom: c.waitingRoom,
    waitingCategory: c.waitingCategory || 'unplanned_and_guests',
    joinUninvited: c.joinUninvited,
    micOff: c.micOff,
    cameraOff: c.cameraOff,
    guests: c.guests,
    guestsLimited: c.guestLimit > 0,
    guestLimit: c.guestLimit || 20,
    location: c.location ?? '',
    description: c.description ?? '',
    launch,
    meeting: c.schedule ? meetingOf(c.schedule) : newMeeting(),
    reminders: c.reminders ?? null,
    inviteByMail: c.inviteByMail ?? false,
    waitForOwner: c.waitForOwner ?? false,
    registration: c.registration ?? { on: false },
    saveAsTemplate: false,
  };
}

/** What is sent: the draft without what does not apply (G12, G15, G16, H7). */
export function settingsOf(d: Draft): Settings {
  const open = d.access === 'public';
  return {
    cid: d.cid.trim(),
    name: d.name.trim(),
    description: d.description.trim(),
    location: d.location.trim(),
    access: d.access,
    mode: d.mode,
    maxSpeakers: d.maxSpeakers,
    pin: d.pinOn && !registers(d) ? d.pin.trim() : '',
    waitingRoom: d.waitingRoom,
    waitingCategory: categoriesFor(d.access).includes(d.waitingCategory)
      ? d.waitingCategory
      : 'unplanned_and_guests',
    joinUninvited: !open && d.joinUninvited,
    invited: open ? d.invited : d.invited.filter((i) => !i.email),
    micOff: d.micOff,
    cameraOff: d.cameraOff,
    guests: d.guests,
    guestLimit: open && d.guestsLimited ? d.guestLimit : 0,
    layout: d.layout,
    ...(d.recording ? { recording: d.recording } : {}),
    rtspOutput: d.rtspOutput,
    stream: d.stream,
    schedule: d.launch === 'schedule' ? scheduleOf(d.meeting) : null,
    reminders: d.launch === 'schedule' ? d.reminders : null,
    inviteByMail: d.inviteByMail,
    waitForOwner: d.waitForOwner,
    registration: registrationOf(d),
  };
}

/** When registration ends; what fits repeated meetings only is not chosen for a single one. */
export const closingOf = (d: Draft): Closing =>
  !d.registration.closing || (d.registration.closing === 'never' && !isRepeated(d))
    ? 'at_start'
    : d.registration.closing;

/** Of a registration that is off nothing else is sent: the server keeps what it has. */
function registrationOf(d: Draft): Registration {
  if (!registers(d)) return { on: false };
  const { closesAt, closeWhenFull = false, usersTakePart = false, fields } = d.registration;
  const closing = closingOf(d);
  return {
    on: true,
    ...(d.launch === 'template' ? {} : { closing }), // it is chosen with the time (G26)
    ...(closing === 'by_date' && closesAt ? { closesAt } : {}),
    closeWhenFull,
    usersTakePart,
    fields: (fields ?? usualFields).map((f) => (f.label ? { ...f, label: f.label.trim() } : f)),
  };
}

/**
 * What a new conference begins with: what the server would do by itself is left out. Made
 * from a template it says all: the server would take the rest from there.
 */
export function beginning(settings: Settings, fromTemplate = false): Partial<Settings> & { name: string } {
  const { cid, schedule, reminders, registration, inviteByMail, waitForOwner, ...rest } = settings;
  return {
    ...rest,
    ...(cid ? { cid } : {}),
    ...(schedule ? { schedule } : {}),
    ...(reminders ? { reminders } : {}),
    ...(registration.on || fromTemplate ? { registration } : {}),
    ...(inviteByMail || fromTemplate ? { inviteByMail } : {}),
    ...(waitForOwner || fromTemplate ? { waitForOwner } : {}),
  };
}

/** Only what differs, for a change that leaves alone what others changed meanwhile. */
export function changesBetween(before: Settings, after: Settings): Partial<Settings> {
  const names = (Object.keys(after) as (keyof Settings)[]).filter(
    (name) => JSON.stringify(sorted(before[name])) !== JSON.stringify(sorted(after[name])),
  );
  return Object.fromEntries(names.map((name) => [name, after[name]]));
}

/** Members of objects in one order, so that equal values print alike. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, v]) => v !== undefined && v !== false && v !== '')
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([k, v]) => [k, sorted(v)]),
  );
}

const looksLikeEMail = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
export const isEMail = (text: string) => looksLikeEMail.test(text.trim()) && text.trim().length <= 254;

const whole = (n: number, low: number, high: number) => Number.isInteger(n) && n >= low && n <= high;

/**
 * What is wrong, by field, as keys of `problem.*` texts. The server checks it
 * all again; this only spares a trip.
 */
export function problemsOf(d: Draft): Partial<Record<Field, string>> {
  const found: Partial<Record<Field, string>> = {};
  const name = d.name.trim();
  if (!name) found.name = 'nameMissing';
  else if ([...name].length > 200) found.name = 'nameLong';
  if ([...d.description.trim()].length > 4000) found.description = 'descriptionLong';
  if ([...d.location.trim()].length > 200) found.location = 'locationLong';
  if (hasPodium(d.mode) && !whole(d.maxSpeakers, 1, maxWindows)) found.maxSpeakers = 'speakers';
  const cid = d.cid.trim();
  if (cid && !/^[\p{ASCII}]*$/u.test(cid)) found.cid = 'cid';
  else if (cid && !/^[A-Za-z0-9-]{4,32}$/.test(cid)) found.cid = 'cid'; // P2
  if (d.pinOn && !registers(d) && !/^[A-Za-z0-9]{4,32}$/.test(d.pin.trim())) found.pin = 'pin'; // C26
  if (d.access === 'public' && d.guestsLimited && !whole(d.guestLimit, 1, 10_000)) {
    found.guestLimit = 'guestLimit';
  }
  if (hasLayout(d.mode) && !whole(d.layout.windows, 0, maxWindows)) found.layout = 'windows';
  const when = d.launch === 'schedule' && meetingProblems(d.meeting);
  if (when) found.meeting = when;
  const form = registers(d) && registrationProblem(d);
  if (form) found.registration = form;
  return found;
}

function registrationProblem(d: Draft): string | undefined {
  if (d.launch === 'schedule' && closingOf(d) === 'by_date' && !d.registration.closesAt)
    return 'closesAtMissing';
  return fieldsProblem(d.registration.fields ?? usualFields);
}

/** Six random digits, as the server makes them (G11). */
export function newPin(
  random: (a: Uint32Array<ArrayBuffer>) => Uint32Array = (a) => crypto.getRandomValues(a),
): string {
  // The largest multiple of 10^6 below 2^32: above it, small numbers would come more often.
  const fair = 4_294_000_000;
  for (;;) {
    const n = random(new Uint32Array(1))[0] ?? 0;
    if (n < fair) return String(n % 1_000_000).padStart(6, '0');
  }
}
