import type { RegistrationField } from '../../data/registration';

/** What every form can ask for, as the server names it (M3). */
export const standardKeys = ['first_name', 'last_name', 'email', 'company', 'position', 'phone'] as const;
export type StandardKey = (typeof standardKeys)[number];

/** How many fields of one's own a form can have (G25). */
export const mostOwn = 10;
/** Characters of a label. */
const longestLabel = 200;

export const isStandard = (key: string): key is StandardKey => standardKeys.some((k) => k === key);
/** Every form has the first name and the e-mail address, and both are mandatory. */
export const isFixed = (key: string) => key === 'first_name' || key === 'email';

/** The form that one begins with. */
export const usualFields: RegistrationField[] = [
  { key: 'first_name', required: true },
  { key: 'last_name' },
  { key: 'email', required: true },
];

const ownKeys = Array.from({ length: mostOwn }, (_, i) => `own${i + 1}`);

export const ownCount = (fields: RegistrationField[]) => fields.filter((f) => !isStandard(f.key)).length;

/** With one more field of one's own, as long as there is a key for it. */
export function withOwn(fields: RegistrationField[]): RegistrationField[] {
  const key = ownKeys.find((k) => fields.every((f) => f.key !== k));
  return key ? [...fields, { key, label: '' }] : fields;
}

/** With the standard field or without it. */
export function withStandard(fields: RegistrationField[], key: StandardKey, on: boolean) {
  if (isFixed(key)) return fields;
  const rest = fields.filter((f) => f.key !== key);
  return on ? [...rest, { key }] : rest;
}

/** The field at `from` in the place of the one at `to`. */
export function moved(fields: RegistrationField[], from: number, to: number): RegistrationField[] {
  const one = fields[from];
  if (!one || to < 0 || to >= fields.length) return fields;
  const rest = fields.filter((_, i) => i !== from);
  return [...rest.slice(0, to), one, ...rest.slice(to)];
}

/** What is wrong, as a key of `problem.*`. */
export function fieldsProblem(fields: RegistrationField[]): string | undefined {
  const labels = fields.filter((f) => !isStandard(f.key)).map((f) => (f.label ?? '').trim());
  if (labels.some((label) => !label)) return 'labelMissing';
  if (labels.some((label) => [...label].length > longestLabel)) return 'labelLong';
  return undefined;
}
