import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { participationKey } from '../data/participation';
import { usersKey } from '../data/people';
import { permitUsers } from '../data/peopleAtOnce';
import { errorText } from '../i18n/errorText';
import { Fault } from '../parts/Fault';
import { tell } from '../parts/tell';
import { type Draft, draftOf, fromDraft, isWhole } from './draft';
import { ParticipationField } from './ParticipationField';
import { told } from './told';

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
    onSuccess: (what) => {
      tell(told(t, 'participation.several.done', what));
      done();
    },
    onError: (error) => setFault(errorText(t, error)),
    onSettled: () => {
      for (const queryKey of [['user'], usersKey, participationKey])
        void queries.invalidateQueries({ queryKey });
    },
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
