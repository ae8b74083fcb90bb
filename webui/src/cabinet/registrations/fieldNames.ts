import type { TFunction } from 'i18next';
import type { Registrant } from '../data/registrants';
import type { RegistrationField } from '../data/registration';
import { isStandard } from '../editor/registration/fields';

/** How a field is called: a usual one in the language of the page, an own one as its owner did. */
export const nameOf = (t: TFunction, { key, label }: RegistrationField): string =>
  isStandard(key) ? t(`registration.field.${key}`) : (label ?? key);

/** What stands in columns of its own; name and address have theirs anyway. */
export const ownColumns = (fields: readonly RegistrationField[]) =>
  fields.filter(({ key }) => key !== 'first_name' && key !== 'last_name' && key !== 'email');

export function answerOf(who: Registrant, key: string): string {
  if (key === 'first_name') return who.firstName ?? '';
  if (key === 'last_name') return who.lastName ?? '';
  if (key === 'email') return who.email ?? '';
  return who.answers?.[key] ?? '';
}
