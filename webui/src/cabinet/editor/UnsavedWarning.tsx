import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useBlocker } from 'react-router';
import { Confirm } from '../parts/Confirm';

/** Asks before a page with unsaved changes is left, within the cabinet and out of it. `when` is asked at that moment. */
export function UnsavedWarning({ when }: { when: () => boolean }) {
  const { t } = useTranslation();
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) => currentLocation.pathname !== nextLocation.pathname && when(),
  );
  useEffect(() => {
    const ask = (e: BeforeUnloadEvent) => {
      if (when()) e.preventDefault();
    };
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [when]);
  return (
    <Confirm
      opened={blocker.state === 'blocked'}
      close={() => blocker.reset?.()}
      title={t('leave.title')}
      text={t('leave.text')}
      action={t('leave.action')}
      onConfirm={() => blocker.proceed?.()}
    />
  );
}
