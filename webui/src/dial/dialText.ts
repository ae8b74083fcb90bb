/**
 * What of the text in the invite box is a dial string, "" for none: a name is
 * looked for among the people only. A bare telephone number needs its mark (C10).
 */
export function dialText(typed: string): string {
  const text = typed.trim();
  const digits = text.replace(/\D/g, '').length;
  if (digits >= 3 && /^\+?[\d\s().-]+$/.test(text)) return `#tel:${text}`;
  return /[#@:\\/]/.test(text) ? text : '';
}

/** Parts text before the byte that the server has found wrong (it counts UTF-8). */
export function partAt(text: string, at: number): [string, string] {
  const bytes = new TextEncoder().encode(text);
  const before = new TextDecoder().decode(bytes.subarray(0, at));
  return [before, text.slice(before.length)];
}
