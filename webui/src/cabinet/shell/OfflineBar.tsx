import { IconCloudOff } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/problem';
import classes from './OfflineBar.module.css';

/** Says that what stands on the page may be old, as long as the last question to the server went unanswered. */
export function OfflineBar() {
  const { t } = useTranslation();
  const cache = useQueryClient().getQueryCache();
  const offline = useSyncExternalStore(
    (changed) => cache.subscribe(changed),
    () =>
      cache
        .getAll()
        .some(
          ({ state }) =>
            state.data !== undefined &&
            [state.error, state.fetchFailureReason].some((e) => e instanceof ApiError && e.status === 0),
        ),
  );
  return (
    <div role="status">
      {offline && (
        <p className={classes.bar}>
          <IconCloudOff size={18} aria-hidden /> {t('shell.offline')}
        </p>
      )}
    </div>
  );
}
