import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { participationKey, permitUsers } from '../data/participation';
import { usersKey } from '../data/people';
import { errorText } from '../i18n/errorText';
import { Fault } from '../parts/Fault';
import { tell } from '../parts/tell';
import { type Draft, draftOf, fromDraft, isWhole } from './draft';
import { ParticipationField } from './ParticipationField';

/** The most people at once, as the server takes them. */
export const mostAtOnce = 500;

interface Props {
  logins: string[];
  opened: boolean;
  close: () => void;
  done: () => void;
}

/** Gives several people the same permission to take part in conferences. */
export function PermitSeveral({ logins, opened, close, done }: Props) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [draft, setDraft] = useState<Draft>({ ...draftOf(undefined), kind: 'until' });
  const [fault, setFault] = useState('');
  const give = useMutation({
    mutationFn: () => permitUsers(logins, fromDraft(draft)),
    onSuccess: ({ changed }) => {
      tell(t('participation.several.done', { count: changed }));
      void queries.invalidateQueries({ queryKey: ['user'] });
      void queries.invalidateQueries({ queryKey: usersKey });
      void queries.invalidateQueries({ queryKey: participationKey });
      done();
    },
    onError: (error) => setFault(errorText(t, error)),
  });
  return (
    <Modal opened={opened} onClose={close} title={t('participation.several.title', { count: logins.length })}>
      <form
        noValidate
        onSubmit={(e) => {
          e.preventDefault();
          setFault(isWhole(draft) ? '' : t('errors.until_invalid'));
          if (isWhole(draft)) give.mutate();
        }}
      >
        <Stack gap="md">
          <Fault text={fault} />
          <Text size="sm">{t('participation.several.text')}</Text>
          <ParticipationField label={t('participation.field')} labelHidden value={draft} change={setDraft} />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={close}>
              {t('confirm.cancel')}
            </Button>
            <Button type="submit" loading={give.isPending}>
              {t('participation.several.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
