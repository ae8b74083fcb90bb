import type { ServerSettings } from '../data/settings';

const mb = 1024 * 1024;
const gb = 1024 * mb;

/** The settings as they stand in the form: sizes in MB and GB instead of bytes, lists as lines. */
export interface SettingsForm
  extends Omit<ServerSettings, 'brand' | 'limits' | 'calls' | 'planning' | 'revision'> {
  calls: { enabled: boolean; cameras: boolean; numbers: string };
  /** Minutes before the start, as the choice of several holds them. */
  planning: { remindersAllowed: boolean; reminders: string[] };
  limits: {
    participants: number;
    conferencesPerUser: number;
    fileMB: number;
    userFileGB: number;
    conferenceFileGB: number;
  };
}

const places = (n: number) => Math.round(n * 100) / 100;

const patterns = (text: string) => text.split(/[\s,]+/).filter(Boolean);

/** Whether every line is a pattern of numbers, as the server reads them. */
export const arePatterns = (text: string) => patterns(text).every((p) => /^\+?[\d*#xX]*\.?$/.test(p));

/** Whether it is empty, or a group address of IPv4 with a range of ports, as the server reads it. */
export const isGroup = (text: string) =>
  !text.trim() || /^2(2[4-9]|3\d)(\.\d{1,3}){3}:\d{4,5}-\d{4,5}$/.test(text.trim());

export function toForm(stored: ServerSettings): SettingsForm {
  const { limits, calls, planning } = stored;
  return {
    serverName: stored.serverName,
    contacts: stored.contacts,
    equipmentUrl: stored.equipmentUrl,
    language: stored.language,
    zone: stored.zone,
    people: stored.people,
    participation: stored.participation,
    lockout: stored.lockout,
    guests: stored.guests,
    recording: stored.recording,
    messages: stored.messages,
    instant: stored.instant,
    streams: stored.streams,
    telephony: stored.telephony,
    planning: { ...planning, reminders: planning.reminders.map(String) },
    calls: { enabled: calls.enabled, cameras: calls.cameras, numbers: calls.numbers.join('\n') },
    limits: {
      participants: limits.participants,
      conferencesPerUser: limits.conferencesPerUser,
      fileMB: places(limits.fileBytes / mb),
      userFileGB: places(limits.userFileBytes / gb),
      conferenceFileGB: places(limits.conferenceFileBytes / gb),
    },
  };
}

/** Back to bytes; what was not touched keeps its exact number. */
export function fromForm(form: SettingsForm, stored: ServerSettings): Omit<ServerSettings, 'brand'> {
  const before = toForm(stored).limits;
  const bytes = (shown: number, was: number, exact: number, unit: number) =>
    shown === was ? exact : Math.round(shown * unit);
  const { limits } = form;
  return {
    ...form,
    serverName: form.serverName.trim(),
    equipmentUrl: form.equipmentUrl.trim(),
    revision: stored.revision,
    planning: {
      ...form.planning,
      reminders: form.planning.reminders.map(Number).sort((a, b) => b - a),
    },
    calls: {
      enabled: form.calls.enabled,
      cameras: form.calls.cameras,
      numbers: patterns(form.calls.numbers),
    },
    limits: {
      participants: limits.participants,
      conferencesPerUser: limits.conferencesPerUser,
      fileBytes: bytes(limits.fileMB, before.fileMB, stored.limits.fileBytes, mb),
      userFileBytes: bytes(limits.userFileGB, before.userFileGB, stored.limits.userFileBytes, gb),
      conferenceFileBytes: bytes(
        limits.conferenceFileGB,
        before.conferenceFileGB,
        stored.limits.conferenceFileBytes,
        gb,
      ),
    },
  };
}
