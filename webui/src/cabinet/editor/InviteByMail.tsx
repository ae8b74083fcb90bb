import { Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useServer } from '../data/session';
import type { RoomFormHandle } from './form';

/** G18: people on the list are invited by e-mail, if the server sends any. */
export function InviteByMail({ form }: { form: RoomFormHandle }) {
  const { t } = useTranslation();
  const sends = useServer()?.mail ?? false;
  return (
    <Switch
      label={t('mailInvite.label')}
      description={t(sends ? 'mailInvite.hint' : 'mailInvite.off')}
      disabled={!sends && !form.values.inviteByMail}
      {...form.getInputProps('inviteByMail', { type: 'checkbox' })}
    />
  );
}
