import type { OwnParticipation, Participation } from '../../api/types';

const day = 86_400_000;

/** How far a permission goes, as the server finds people by it. */
export const standings = ['permanent', 'until', 'over', 'none'] as const;
export type ParticipationStanding = (typeof standings)[number];

export function standingOf(p: Participation, now: Date): ParticipationStanding {
  if (p.kind !== 'until') return p.kind;
  return p.until && new Date(p.until) > now ? 'until' : 'over';
}

/** Whether it is to be noticed on every page: there is none, or it ends within three days (D6). */
export function noticed(own: OwnParticipation, now: Date): boolean {
  const standing = standingOf(own, now);
  if (standing !== 'until') return standing !== 'permanent';
  return new Date(own.until ?? now).getTime() - now.getTime() <= 3 * day;
}
