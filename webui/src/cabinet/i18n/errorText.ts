import type { TFunction } from 'i18next';
import { ApiError } from '../../api/problem';

/** A sentence for people about what went wrong: translated by its code, else in the server's words. */
export function errorText(t: TFunction, error: unknown): string {
  if (!(error instanceof ApiError)) return t('errors.internal');
  const translated = t(`errors.${error.code}`, { defaultValue: '' });
  return translated || error.detail || t(error.status >= 500 ? 'errors.internal' : 'errors.invalid');
}
