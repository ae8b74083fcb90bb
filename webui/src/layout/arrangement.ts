// Who is placed in which window: the model of Go's conference/layout as the cabinet
// edits it. Everything here makes new values and changes none.

import { capacity, type LayoutType, maxWindows, type Spec, types } from './layout';

/** Somebody on the invited list, or the owner, by the one way he is known there; `{}` is nobody. */
export interface Seat {
  login?: string;
  email?: string;
  dial?: string;
  /** Belongs to a dial string whose password is not shown. */
  kept?: number;
}

/** A layout with people in its windows. */
export interface Arrangement extends Spec {
  /** Windows from the first; a window of nobody is filled by itself. */
  seats?: Seat[];
  /** Nothing is filled by itself: windows are kept for whom they belong to. */
  manual?: boolean;
}

export interface Individual extends Arrangement {
  of: Seat;
}

/** All that is set of the pictures of a conference (G8). */
export interface Arrangements extends Arrangement {
  browsers?: Arrangement;
  terminals?: Arrangement;
  individual?: Individual[];
  /** Who does not lead cannot choose another layout. */
  fixed?: boolean;
}

/** People with a layout of their own, at most. */
export const mostIndividual = 100;

/** The name of a seat among others; '' for nobody's. */
export function seatKey({ login, email, dial, kept }: Seat): string {
  if (login) return `login ${login}`;
  if (email) return `email ${email}`;
  return dial ? `dial ${dial} ${kept ?? ''}` : '';
}

/** How many windows can be given to people; none while the number is left open. */
export function windowsOf(a: Arrangement): number {
  return capacity({ ...a, content: a.type === 'corner' ? false : a.content });
}

/** Whose each window is, the keys of seats; '' for those that fill by themselves. */
export function placesOf(a: Arrangement): string[] {
  return Array.from({ length: windowsOf(a) }, (_, i) => seatKey(a.seats?.[i] ?? {}));
}

export const placed = (a: Arrangement): boolean => a.manual === true || (a.seats?.length ?? 0) > 0;

/** Without empty seats at the end, and without the list when it is empty. */
function seated<A extends Arrangement>(a: A, seats: Seat[]): A {
  const last = seats.findLastIndex((s) => seatKey(s) !== '');
  const { seats: _, ...rest } = a;
  return (last < 0 ? rest : { ...rest, seats: seats.slice(0, last + 1) }) as A;
}

const all = (a: Arrangement): Seat[] => Array.from({ length: windowsOf(a) }, (_, i) => a.seats?.[i] ?? {});

/** Puts somebody into a window; who was there goes to the window he comes from, or out. */
export function put<A extends Arrangement>(a: A, window: number, seat: Seat): A {
  const seats = all(a);
  if (window < 0 || window >= seats.length) return a;
  const from = seats.findIndex((s) => seatKey(s) === seatKey(seat) && seatKey(s) !== '');
  const was = seats[window] ?? {};
  if (from >= 0) seats[from] = was;
  seats[window] = seat;
  return seated(a, seats);
}

/** Takes whoever is in a window out of it. */
export function vacate<A extends Arrangement>(a: A, window: number): A {
  return seated(
    a,
    all(a).map((s, i) => (i === window ? {} : s)),
  );
}

/** Takes everybody out; the number of windows stays (I7). */
export const clear = <A extends Arrangement>(a: A): A => seated(a, []);

/** Puts those who have no window into the free ones, in their order. */
export function fill<A extends Arrangement>(a: A, people: readonly Seat[]): A {
  const seats = all(a);
  const there = new Set(seats.map(seatKey));
  const rest = people.filter((p) => !there.has(seatKey(p)));
  return seated(
    a,
    seats.map((s) => (seatKey(s) ? s : (rest.shift() ?? {}))),
  );
}

/** Another number of windows; who sat in those that are gone has none. */
export function withWindows<A extends Arrangement>(a: A, windows: number): A {
  const next = { ...a, windows };
  if (windows === 0) {
    const { manual: _, ...open } = next;
    return seated(open as A, []);
  }
  return seated(next, (a.seats ?? []).slice(0, windowsOf(next)));
}

/** Another type; two stand in a corner. */
export function withType<A extends Arrangement>(a: A, type: LayoutType): A {
  if (type === 'corner') return withWindows({ ...a, type }, 2);
  const windows = a.type === 'corner' && a.windows > 0 ? Math.max(a.windows, 4) : a.windows;
  return { ...a, type, windows: windows === 1 && type !== 'grid' ? 2 : windows };
}

/** Without those who are not on the list of people any more. */
export function knownOnly(a: Arrangements, people: readonly Seat[]): Arrangements {
  const keys = new Set(people.map(seatKey));
  const one = <A extends Arrangement>(of: A): A =>
    seated(
      of,
      (of.seats ?? []).map((s) => (keys.has(seatKey(s)) ? s : {})),
    );
  const individual = a.individual?.filter((i) => keys.has(seatKey(i.of))).map(one);
  const { individual: _, ...rest } = one(a);
  return {
    ...rest,
    ...(a.browsers ? { browsers: one(a.browsers) } : {}),
    ...(a.terminals ? { terminals: one(a.terminals) } : {}),
    ...(individual?.length ? { individual } : {}),
  };
}

/** The default alone, as where another arrangement begins. */
export function plain(a: Arrangement): Arrangement {
  const { type, windows, content, names, seats, manual } = a;
  return { type, windows, content, names, ...(seats ? { seats } : {}), ...(manual ? { manual } : {}) };
}

/** A layout that came from somewhere, with what it lacks. */
export function completed<A extends Partial<Arrangement>>(stored: A): A & Arrangement {
  return {
    ...stored,
    type: stored.type && types().includes(stored.type) ? stored.type : 'grid',
    windows: Math.min(Math.max(stored.windows ?? 0, 0), maxWindows),
    content: stored.content ?? false,
    names: stored.names || 'bottom',
  };
}
