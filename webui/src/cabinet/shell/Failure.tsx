import { Button, EmptyState } from '@mantine/core';
import { IconCloudOff, IconRefresh } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { errorText } from '../i18n/errorText';
import classes from './Failure.module.css';

interface Props {
  error: unknown;
  retry?: () => void;
  /** Nothing else stands on the page. */
  whole?: boolean;
}

/** What is shown in the place of something that could not be loaded. */
export function Failure({ error, retry, whole }: Props) {
  const { t } = useTranslation();
  return (
    <div role="alert" className={whole ? classes.whole : classes.part}>
      <EmptyState
        icon={<IconCloudOff size={40} stroke={1.5} aria-hidden />}
        title={t('failure.title')}
        description={errorText(t, error)}
      >
        {retry && (
          <EmptyState.Actions>
            <Button variant="default" leftSection={<IconRefresh size={18} aria-hidden />} onClick={retry}>
              {t('failure.retry')}
            </Button>
          </EmptyState.Actions>
        )}
      </EmptyState>
    </div>
  );
}
