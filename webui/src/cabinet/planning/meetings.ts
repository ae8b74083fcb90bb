import type { Occurrence, Schedule } from '../data/schedule';
import { momentOf } from '../data/zone';

/** One meeting of a conference, maybe cancelled. */
export interface Meeting extends Occurrence {
  cancelled?: boolean;
}

/**
 * The meetings that take place with the cancelled ones between them, which can be
 * restored. Cancelled ones behind the last that is shown are left out, unless it is
 * the last of all.
 */
export function withCancelled(
  taking: readonly Occurrence[],
  schedule: Schedule | null | undefined,
  limit: number,
  now: number,
): Meeting[] {
  const last = taking.length < limit ? Number.POSITIVE_INFINITY : Date.parse(taking.at(-1)?.start ?? '');
  const cancelled = (schedule?.series ?? []).flatMap(({ id, zone, minutes, changes = [] }) =>
    changes
      .filter((change) => change.cancelled)
      .map(({ of }): Meeting => {
        const start = momentOf(of, zone);
        const end = new Date(start.getTime() + minutes * 60_000);
        return { series: id, of, start: start.toISOString(), end: end.toISOString(), cancelled: true };
      }),
  );
  const near = cancelled.filter(({ start, end }) => Date.parse(end) > now && Date.parse(start) < last);
  return [...taking, ...near].sort((a, b) => Date.parse(a.start) - Date.parse(b.start));
}
