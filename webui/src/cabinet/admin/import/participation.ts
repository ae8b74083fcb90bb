import type { Participation } from '../../../api/types';
import { momentOf, ownZone } from '../../data/zone';

const words: Record<string, Participation['kind']> = {
  permanent: 'permanent',
  yes: 'permanent',
  да: 'permanent',
  бессрочно: 'permanent',
  none: 'none',
  no: 'none',
  нет: 'none',
};

/** 2026-12-31 or 31.12.2026, with a time or without: then it is the end of the day. */
const moments = [
  /^(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)(?:[ T](?<time>\d\d:\d\d)(?::\d\d)?)?$/,
  /^(?<day>\d\d?)\.(?<month>\d\d?)\.(?<year>\d{4})(?:,? (?<time>\d\d?:\d\d)(?::\d\d)?)?$/,
];

/** The permission that a cell of a table names, undefined for none, null for what is not understood. */
export function participationOf(cell: string): Participation | undefined | null {
  const text = cell.trim().toLowerCase();
  if (!text) return undefined;
  const kind = words[text];
  if (kind) return { kind };
  for (const form of moments) {
    const found = form.exec(cell.trim())?.groups;
    if (!found) continue;
    const { year = '', month = '', day = '', time = '23:59' } = found;
    const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
    const clock = `${date}T${time.padStart(5, '0')}`;
    return isMoment(clock) ? { kind: 'until', until: momentOf(clock, ownZone()).toISOString() } : null;
  }
  return null;
}

/** Whether the calendar has it: 30 February is none. */
function isMoment(clock: string): boolean {
  const at = new Date(`${clock}:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(clock);
}
