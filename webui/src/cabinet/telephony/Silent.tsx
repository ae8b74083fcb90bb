import { EmptyState } from '@mantine/core';
import { IconPhoneOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/problem';
import { Failure } from '../shell/Failure';

interface Props {
  error: unknown;
  retry: () => void;
}

/** What stands in the place of a gateway that does not run, or cannot be asked. */
export function Silent({ error, retry }: Props) {
  const { t } = useTranslation();
  if (!(error instanceof ApiError) || error.code !== 'telephony_off')
    return <Failure error={error} retry={retry} />;
  return (
    <EmptyState
      py="lg"
      icon={<IconPhoneOff size={40} stroke={1.5} aria-hidden />}
      title={t('telephony.silent.title')}
      description={t('telephony.silent.text')}
    />
  );
}
