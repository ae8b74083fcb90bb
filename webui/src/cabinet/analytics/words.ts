import { type AccountType, accountTypes, type Role, roles } from '../data/analytics';
import { ahead, ownZone, wholeDays } from '../data/zone';

/** A type that this page has words for; whatever a later server adds is a guest. */
export const typeOf = (type: string): AccountType => accountTypes.find((one) => one === type) ?? 'guest';
export const roleOf = (role: string): Role => roles.find((one) => one === role) ?? 'participant';

/** "01:02:03" (M8). */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  return [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60]
    .map((n) => String(n).padStart(2, '0'))
    .join(':');
}

/** Where a span lies in the whole, in percent; as narrow as can still be seen. */
export function place(from: number, to: number, begin: number, end: number): { left: number; width: number } {
  const whole = Math.max(end - begin, 1);
  const at = (time: number) => Math.min(Math.max((time - begin) / whole, 0), 1) * 100;
  const width = Math.max(at(to) - at(from), 0.4);
  return { left: Math.min(at(from), 100 - width), width };
}

/** The moments between which a choice of days lies, in the person's zone; "": no bound. */
export function daysToMoments(from: string, to: string): { from?: string; to?: string } {
  const days = wholeDays(from, to);
  return {
    from: days.from?.toISOString(),
    to: days.end && new Date(days.end.getTime() - 1).toISOString(),
  };
}

/** Rounds of time at which a line of who was when has a mark: at most `most`. */
export function marks(begin: number, end: number, most = 5): number[] {
  const minute = 60_000;
  const steps = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440].map((n) => n * minute);
  const step = steps.find((s) => (end - begin) / s <= most) ?? 1440 * minute;
  const offset = -ahead(ownZone(), new Date(begin));
  const found: number[] = [];
  for (let at = Math.ceil((begin - offset) / step) * step + offset; at <= end; at += step) found.push(at);
  return found.length === 0 || found.length > most * 3 ? [begin, end] : found;
}
