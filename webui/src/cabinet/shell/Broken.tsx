import { Button, EmptyState } from '@mantine/core';
import { IconRefresh, IconZoomExclamation } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './Failure.module.css';

/**
 * A page that could not be drawn: a fault of ours, or files of an older version
 * that the server no longer has. Loading again helps with the second.
 */
export function Broken() {
  const { t } = useTranslation();
  return (
    <main role="alert" className={classes.whole}>
      <EmptyState
        icon={<IconZoomExclamation size={40} stroke={1.5} aria-hidden />}
        title={t('broken.title')}
        description={t('broken.text')}
      >
        <EmptyState.Actions>
          <Button leftSection={<IconRefresh size={18} aria-hidden />} onClick={() => location.reload()}>
            {t('broken.reload')}
          </Button>
        </EmptyState.Actions>
      </EmptyState>
    </main>
  );
}
