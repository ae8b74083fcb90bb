import type { TFunction } from 'i18next';
import type { HistoryEntry } from '../data/history';
import { wholeDays } from '../data/zone';

/** "1 h 5 min", "12 min", "40 s"; "" for nothing. */
export function lasted(t: TFunction, seconds: number): string {
  if (seconds <= 0) return '';
  if (seconds < 60) return t('history.seconds', { seconds });
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return t('history.minutes', { minutes });
  const rest = minutes % 60;
  const hours = (minutes - rest) / 60;
  return rest ? t('history.hoursMinutes', { hours, minutes: rest }) : t('history.hours', { hours });
}

/** Who or what an entry is about. */
export function nameOf(entry: HistoryEntry): string {
  if (entry.conference) return entry.conference.name || entry.conference.cid;
  return entry.with?.name || entry.with?.login || entry.with?.dial || '…';
}

/** How long it took, or why not. */
export function outcomeOf(t: TFunction, entry: HistoryEntry): string {
  if (entry.ongoing) return t('history.ongoing');
  if (entry.outcome) return t([`history.outcome.${entry.outcome}`, 'history.outcome.failed']);
  return lasted(t, entry.seconds);
}

/** Whom "call back" calls; undefined when nobody can be called. */
export function callBack(entry: HistoryEntry): { login: string } | { dial: string } | undefined {
  if (entry.with?.login) return { login: entry.with.login };
  // What is shown without its secrets cannot be dialled.
  if (entry.with?.dial && !entry.with.dial.includes('…')) return { dial: entry.with.dial };
  return undefined;
}

/** The dates of a period as the server asks for them: whole days of the person's zone. */
export function periodOf(from: string, to: string): { from?: string; to?: string } {
  const days = wholeDays(from, to);
  return {
    ...(days.from ? { from: days.from.toISOString() } : {}),
    ...(days.end ? { to: days.end.toISOString() } : {}),
  };
}
