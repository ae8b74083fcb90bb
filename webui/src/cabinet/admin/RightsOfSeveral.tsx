import { Button, Group, Modal, SegmentedControl, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Page, User } from '../../api/types';
import { type Right, rights, usersKey } from '../data/people';
import { changeUsers } from '../data/peopleAtOnce';
import { sessionKey, useMe } from '../data/session';
import { errorText } from '../i18n/errorText';
import { told } from '../participation/told';
import { Fault } from '../parts/Fault';
import { tell } from '../parts/tell';
import classes from './Admin.module.css';
import { type Mark, marked, marks, touched, type Wanted } from './rightsOfSeveral';

interface Props {
  logins: string[];
  opened: boolean;
  close: () => void;
  done: () => void;
}

/** Gives rights to several people and takes others; each right not named stays as each has it. */
export function RightsOfSeveral(props: Props) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={props.opened}
      onClose={props.close}
      size="lg"
      title={t('peopleRights.title', { count: props.logins.length })}
    >
      {props.opened && <Form {...props} />}
    </Modal>
  );
}

function Form({ logins, close, done }: Props) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const me = useMe().login;
  const known = useKnown();
  const [wanted, setWanted] = useState<Wanted>({});
  const count = touched(logins, known, wanted);
  const save = useMutation({
    mutationFn: () =>
      changeUsers(logins, { giveRights: marked(wanted, 'give'), takeRights: marked(wanted, 'take') }),
    onSuccess: (what) => {
      tell(told(t, 'peopleRights.done', what));
      done();
    },
    onSettled: () => {
      for (const queryKey of [['user'], usersKey]) void queries.invalidateQueries({ queryKey });
      if (logins.includes(me)) void queries.invalidateQueries({ queryKey: sessionKey });
    },
  });
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
        <Text size="sm">{t('peopleRights.text')}</Text>
        <div>
          {rights.map((right) => (
            <RightOfSeveral
              key={right}
              right={right}
              mark={wanted[right] ?? 'keep'}
              change={(mark) => setWanted({ ...wanted, [right]: mark })}
            />
          ))}
        </div>
        <Text size="sm" role="status" fw={600}>
          {t('peopleRights.touched', { count, all: logins.length })}
        </Text>
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={close}>
            {t('confirm.cancel')}
          </Button>
          <Button type="submit" loading={save.isPending} disabled={count === 0}>
            {t('peopleRights.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function RightOfSeveral(props: { right: Right; mark: Mark; change: (mark: Mark) => void }) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <div className={classes.rightOfSeveral}>
      <Text component="span" size="sm" id={id}>
        {t(`right.${props.right}.name`)}
      </Text>
      <SegmentedControl
        size="xs"
        aria-labelledby={id}
        value={props.mark}
        onChange={(mark) => props.change(mark as Mark)}
        data={marks.map((value) => ({ value, label: t(`peopleRights.mark.${value}`) }))}
      />
    </div>
  );
}

/** Everybody whom a list has shown, whatever is shown now. */
function useKnown(): ReadonlyMap<string, User> {
  const lists = useQueryClient().getQueriesData<Page<User>>({ queryKey: usersKey });
  return new Map(lists.flatMap(([, page]) => page?.items ?? []).map((user) => [user.login, user]));
}
