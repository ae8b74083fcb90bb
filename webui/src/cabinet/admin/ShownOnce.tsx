import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Secret } from '../parts/Secret';

/** A password that the server made: shown now and never again. */
export function ShownOnce({ login, password }: { login: string; password: string }) {
  const { t } = useTranslation();
  return (
    <>
      <Text size="sm">{t('people.passwordOnce', { login })}</Text>
      <Secret value={password} name={t('login.password')} copy={t('people.copyPassword')} />
    </>
  );
}
