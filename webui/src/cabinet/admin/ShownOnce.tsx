import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Copy } from '../parts/Copy';
import classes from './Admin.module.css';

/** A password that the server made: shown now and never again. */
export function ShownOnce({ login, password }: { login: string; password: string }) {
  const { t } = useTranslation();
  return (
    <>
      <Text size="sm">{t('people.passwordOnce', { login })}</Text>
      <div className={classes.secret}>
        <output aria-label={t('login.password')}>{password}</output>
        <Copy value={password} label={t('people.copyPassword')} />
      </div>
    </>
  );
}
