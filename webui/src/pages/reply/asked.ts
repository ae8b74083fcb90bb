export const answers = ['accepted', 'tentative', 'declined'] as const;
export type Answer = (typeof answers)[number];

/** What the fragment of a link in a letter says: "#reply=<token>&answer=declined". */
export function asked(hash: string): { token: string; answer?: Answer } {
  const said = new URLSearchParams(hash.replace(/^#/, ''));
  return { token: said.get('reply') ?? '', answer: answers.find((one) => one === said.get('answer')) };
}

/** From when to when, with the zone of this browser. */
export function whenOf(start: string, end: string, language: string): string {
  return new Intl.DateTimeFormat(language, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'short',
  }).formatRange(new Date(start), new Date(end));
}
