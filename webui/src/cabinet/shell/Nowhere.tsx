import { Button, EmptyState } from '@mantine/core';
import { IconMapOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import classes from './Failure.module.css';
import { useTitle } from './title';

/** An address of the cabinet where there is no page. */
export function Nowhere() {
  const { t } = useTranslation();
  useTitle(t('nowhere.title'));
  return (
    <div className={classes.part}>
      <EmptyState
        icon={<IconMapOff size={40} stroke={1.5} aria-hidden />}
        title={<h1 className={classes.title}>{t('nowhere.title')}</h1>}
        description={t('nowhere.text')}
      >
        <EmptyState.Actions>
          <Button component={Link} to="/cabinet">
            {t('nowhere.home')}
          </Button>
        </EmptyState.Actions>
      </EmptyState>
    </div>
  );
}
