import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contactsKey } from '../data/contacts';
import { usersKey } from '../data/people';
import { changeUsers } from '../data/peopleAtOnce';
import { peopleGroupsQuery } from '../data/peopleGroups';
import { errorText } from '../i18n/errorText';
import { told } from '../participation/told';
import { Fault } from '../parts/Fault';
import { tell } from '../parts/tell';
import { GroupsField } from './GroupsField';

interface Props {
  logins: string[];
  opened: boolean;
  close: () => void;
  done: () => void;
}

/** Puts several people into groups, and takes them out of others. */
export function RegroupSeveral(props: Props) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={props.opened}
      onClose={props.close}
      title={t('peopleGroups.several.title', { count: props.logins.length })}
    >
      {props.opened && <Form {...props} />}
    </Modal>
  );
}

function Form({ logins, close, done }: Props) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const groups = useQuery(peopleGroupsQuery).data;
  const [join, setJoin] = useState<string[]>([]);
  const [leave, setLeave] = useState<string[]>([]);
  const save = useMutation({
    mutationFn: () => changeUsers(logins, { join, leave }),
    onSuccess: (what) => {
      tell(told(t, 'peopleGroups.several.done', what));
      done();
    },
    onSettled: () => {
      for (const queryKey of [['user'], usersKey, contactsKey]) void queries.invalidateQueries({ queryKey });
    },
  });
  if (groups?.length === 0) return <Text size="sm">{t('peopleGroups.none')}</Text>;
  return (
    <form
      noValidate
      onSubmit={(e) => {
        e.preventDefault();
        save.mutate();
      }}
    >
      <Stack gap="md">
        <Fault text={save.error ? errorText(t, save.error) : ''} />
        <GroupsField
          label={t('peopleGroups.several.join')}
          value={join}
          change={(ids) => {
            setJoin(ids);
            setLeave(leave.filter((id) => !ids.includes(id)));
          }}
        />
        <GroupsField
          label={t('peopleGroups.several.leave')}
          value={leave}
          most={500}
          change={(ids) => {
            setLeave(ids);
            setJoin(join.filter((id) => !ids.includes(id)));
          }}
        />
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={close}>
            {t('confirm.cancel')}
          </Button>
          <Button type="submit" loading={save.isPending} disabled={join.length + leave.length === 0}>
            {t('editor.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
