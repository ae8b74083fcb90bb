const form = /^[A-Za-z0-9-]{4,32}$/;

/**
 * The conference ID in what somebody typed or pasted: an ID, perhaps with the
 * spaces it is printed with, or a link to a conference page. "" when there is none.
 */
export function cidOf(text: string): string {
  const trimmed = text.trim();
  const link = /(?:^|\/)c\/([^/?#\s]+)/.exec(trimmed)?.[1];
  if (link !== undefined) return form.test(link) ? link : '';
  const digits = trimmed.replace(/[\s-]/g, '');
  if (/^\d{4,32}$/.test(digits)) return digits;
  return form.test(trimmed) ? trimmed : '';
}
