// Times as clocks in a named zone show them ("2026-11-24T10:00"), and moments.

/** The zone of this browser. */
export const browserZone = () => new Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';

let chosen = '';

/** The zone of the profile, by its IANA name; empty: none was chosen. The shell says it before it draws a page. */
export function chooseZone(name: string): void {
  chosen = name && isZone(name) ? name : '';
}

/** The zone in which one is told times everywhere in the cabinet: that of the profile, else that of the browser. */
export const ownZone = () => chosen || browserZone();

/** The day that a clock there shows at the moment: "2026-11-24". */
export const dayIn = (zone: string, at: Date) => clockIn(zone, at).slice(0, 10);

const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(zone: string): Intl.DateTimeFormat {
  let clock = clocks.get(zone);
  if (!clock) {
    clock = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    });
    clocks.set(zone, clock);
  }
  return clock;
}

/** What a clock in the zone shows at the moment, to the minute. */
export function clockIn(zone: string, at: Date): string {
  const parts = Object.fromEntries(
    clockOf(zone)
      .formatToParts(at)
      .map((p) => [p.type, p.value]),
  );
  return `${parts.year}-${parts.month}-${parts.day}T${parts.hour}:${parts.minute}`;
}

const asUTC = (clock: string) => Date.parse(`${clock}:00Z`);

/** By how much the clock in the zone is ahead of UTC, in milliseconds. */
export const ahead = (zone: string, at: Date) =>
  asUTC(clockIn(zone, at)) - Math.floor(at.getTime() / 60_000) * 60_000;

const day = 86_400_000;

/**
 * When the clock in the zone shows this. What it skips is as far after the gap as it
 * would have been, of two moments the first counts (RFC 5545, 3.3.5), as the server has it.
 */
export function momentOf(clock: string, zone: string): Date {
  const as = asUTC(clock);
  const before = new Date(as - ahead(zone, new Date(as - day)));
  const after = new Date(as - ahead(zone, new Date(as + day)));
  const first = before < after ? before : after;
  if (clockIn(zone, first) === clock) return first;
  if (clockIn(zone, after) === clock) return after;
  return before;
}

/** The moments between which whole days lie where the person is, as `<input type=date>` has them; the end belongs to them no more. */
export function wholeDays(from: string, to: string): { from?: Date; end?: Date } {
  const begins = (date: string, after = 0) => {
    if (!/^\d{4}-\d\d-\d\d$/.test(date)) return undefined;
    const at = new Date(asUTC(`${date}T00:00`) + after * day);
    return Number.isNaN(at.getTime()) ? undefined : momentOf(at.toISOString().slice(0, 16), ownZone());
  };
  return { from: begins(from), end: begins(to, 1) };
}

/** Whether there is such a zone. */
export function isZone(name: string): boolean {
  try {
    clockOf(name);
    return name !== '';
  } catch {
    return false;
  }
}

/** All zones that the browser knows, with `also` among them. */
export function zones(...also: string[]): string[] {
  const known: string[] = Intl.supportedValuesOf?.('timeZone') ?? [];
  return [...new Set([...known, 'UTC', ...also])].sort();
}

const zoneWord = (zone: string, at: Date, language: string, style: 'shortOffset' | 'longGeneric' | 'long') =>
  new Intl.DateTimeFormat(language, { timeZone: zone, timeZoneName: style })
    .formatToParts(at)
    .find((part) => part.type === 'timeZoneName')?.value ?? '';

/** "GMT+3". */
export const offsetOf = (zone: string, at: Date, language: string) =>
  zoneWord(zone, at, language, 'shortOffset');

/** "Moscow Time", "Москва". */
export const zoneName = (zone: string, language: string) =>
  zoneWord(zone, new Date(), language, 'longGeneric');

/** "Moscow Standard Time", and the city where that does not name it. */
export function zoneLongName(zone: string, at: Date, language: string): string {
  const name = zoneWord(zone, at, language, 'long');
  const city = cityOf(zone);
  return zone === 'UTC' || name.includes(city) ? name : `${name} (${city})`;
}

/** "Europe/Moscow" as people read it: "Moscow". */
export const cityOf = (zone: string) => (zone.split('/').pop() ?? zone).replaceAll('_', ' ');

/** Whether two zones show the same at the moment. */
export const sameClock = (a: string, b: string, at: Date) => clockIn(a, at) === clockIn(b, at);
