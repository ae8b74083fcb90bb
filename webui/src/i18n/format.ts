/** Seconds as H:MM:SS, without the hours while there are none. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds || 0));
  const two = (n: number) => String(n).padStart(2, '0');
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** A number of bytes for people, in their language. */
export function fileSize(bytes: number, language: string): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return value.toLocaleString(language, {
    style: 'unit',
    unit: units[unit],
    unitDisplay: unit === 0 ? 'long' : 'short', // "8 bytes"; the short form has no plural
    maximumFractionDigits: digits,
  });
}

/** Hours and minutes of a moment in the user's zone. */
export function clock(at: string, language: string): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? '' : date.toLocaleTimeString(language, { timeStyle: 'short' });
}
