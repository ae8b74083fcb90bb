/** When a meeting is, in the words of a language: the day, the time in the reader's zone, and how that zone is called. */
export function when(
  start: string,
  end: string,
  language: string,
): { day: string; time: string; zone: string } {
  const [from, to] = [new Date(start), new Date(end)];
  const day = new Intl.DateTimeFormat(language, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  });
  const time = new Intl.DateTimeFormat(language, { timeStyle: 'short' });
  const sameDay = day.format(from) === day.format(to);
  const last = sameDay ? time.format(to) : `${day.format(to)}, ${time.format(to)}`;
  return { day: day.format(from), time: `${time.format(from)} – ${last}`, zone: zoneName(from, language) };
}

/** The hour on the owner's clock, undefined where it is that of the reader. */
export function elsewhere(start: string, zone: string | undefined, language: string): string | undefined {
  if (!zone) return undefined;
  const at = new Date(start);
  try {
    const short = (timeZone?: string) =>
      new Intl.DateTimeFormat(language, { dateStyle: 'short', timeStyle: 'short', timeZone }).format(at);
    return short(zone) === short() ? undefined : `${short(zone)}, ${zoneName(at, language, zone)}`;
  } catch {
    return undefined; // a zone that this browser does not know
  }
}

function zoneName(at: Date, language: string, timeZone?: string): string {
  const parts = new Intl.DateTimeFormat(language, { timeZoneName: 'long', timeZone }).formatToParts(at);
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? '';
}

/** What is left until a moment, in at most two units; undefined when it has come. */
export function untilThen(
  start: string,
  now: number,
): { days: number; hours: number; minutes: number } | undefined {
  const minutes = Math.ceil((new Date(start).getTime() - now) / 60_000);
  if (!(minutes > 0)) return undefined;
  return { days: Math.floor(minutes / 1440), hours: Math.floor(minutes / 60) % 24, minutes: minutes % 60 };
}
