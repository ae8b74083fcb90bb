import type { AgendaItem } from '../data/planning';
import type { Occurrence } from '../data/schedule';

/** One can come so long before the start. */
export const earliest = 10 * 60_000;

/** In how many minutes it begins, when that is soon; undefined when it is not. */
export function soon({ start }: Pick<Occurrence, 'start'>, now: number): number | undefined {
  const wait = new Date(start).getTime() - now;
  return wait > 0 && wait <= earliest ? Math.ceil(wait / 60_000) : undefined;
}

/** Whether there is a reason to come in now: it goes on, should go on, or is about to begin (D3). */
export function joinable({ conference, occurrence }: AgendaItem, now: number): boolean {
  const over = new Date(occurrence.end).getTime() <= now;
  return !over && (conference.running || new Date(occurrence.start).getTime() - now <= earliest);
}

/** What goes on first, then what comes, then what is over (D3). */
export function byUrgency(items: readonly AgendaItem[], now: number): AgendaItem[] {
  const rank = ({ conference, occurrence }: AgendaItem) => {
    if (new Date(occurrence.end).getTime() <= now) return 2;
    return conference.running && new Date(occurrence.start).getTime() - now <= earliest ? 0 : 1;
  };
  return [...items].sort(
    (a, b) => rank(a) - rank(b) || Date.parse(a.occurrence.start) - Date.parse(b.occurrence.start),
  );
}
