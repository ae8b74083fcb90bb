/** "45 min", "1 hr 30 min", "2 days" in the language. */
export function durationText(minutes: number, language: string): string {
  const parts = (
    [
      [Math.floor(minutes / 1440), 'day'],
      [Math.floor(minutes / 60) % 24, 'hour'],
      [minutes % 60, 'minute'],
    ] as const
  ).filter(([n]) => n > 0);
  return parts
    .map(([n, unit]) =>
      new Intl.NumberFormat(language, {
        style: 'unit',
        unit,
        unitDisplay: unit === 'day' ? 'long' : 'short',
      }).format(n),
    )
    .join(' ');
}
