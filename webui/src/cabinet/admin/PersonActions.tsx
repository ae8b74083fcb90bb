import { Button, Group, Modal, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconBan, IconKey, IconLockOpen, IconLogout, IconTrash } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { User } from '../../api/types';
import {
  changeUser,
  deleteUser,
  resetPassword,
  signOutUser,
  unlockUser,
  userKey,
  usersKey,
} from '../data/people';
import { useMe } from '../data/session';
import card from '../parts/Card.module.css';
import { Confirm } from '../parts/Confirm';
import { tell, tellError } from '../parts/tell';
import { ShownOnce } from './ShownOnce';
import { isLocked } from './standing';

/** What is asked before it is done, with the words of `people.ask.*`. */
const asked = ['block', 'password', 'signOut', 'delete'] as const;
type Act = (typeof asked)[number] | 'unblock' | 'unlock';

const icons: Record<Act, typeof IconBan> = {
  block: IconBan,
  unblock: IconBan,
  unlock: IconLockOpen,
  password: IconKey,
  signOut: IconLogout,
  delete: IconTrash,
};

export function PersonActions({ user }: { user: User }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const self = useMe().login === user.login;
  const [password, setPassword] = useState('');
  const [act, setAct] = useState<(typeof asked)[number]>('block');
  const [asking, ask] = useDisclosure(false);

  const doing = useMutation({
    mutationFn: async (what: Act) => {
      switch (what) {
        case 'block':
        case 'unblock':
          return changeUser(user.login, user.revision, { blocked: what === 'block' });
        case 'unlock':
          return unlockUser(user.login);
        case 'signOut':
          return signOutUser(user.login);
        case 'delete':
          return deleteUser(user.login);
        case 'password':
          return setPassword((await resetPassword(user.login))?.password ?? '');
      }
    },
    onSuccess: async (_, what) => {
      if (what !== 'password') tell(t(`people.done.${what}`, { name: user.name }));
      if (what === 'delete') {
        await navigate('/admin/people');
        queries.removeQueries({ queryKey: userKey(user.login) });
      }
    },
    onError: (error) => tellError(t, error),
    onSettled: (_, error, what) => {
      void queries.invalidateQueries({ queryKey: usersKey });
      if (what !== 'delete' || error) void queries.invalidateQueries({ queryKey: userKey(user.login) });
    },
  });

  const button = (what: Act, color = 'gray') => {
    const Icon = icons[what];
    const needsAsking = asked.find((one) => one === what);
    return (
      <Button
        key={what}
        size="xs"
        variant={color === 'gray' ? 'default' : 'light'}
        color={color}
        leftSection={<Icon size={16} aria-hidden />}
        loading={doing.isPending && doing.variables === what}
        onClick={() => {
          if (!needsAsking) return doing.mutate(what);
          setAct(needsAsking);
          ask.open();
        }}
      >
        {t(`people.act.${what}`)}
      </Button>
    );
  };

  return (
    <div className={card.acts}>
      {isLocked(user, new Date()) && button('unlock', 'accent')}
      {user.blocked ? button('unblock', 'accent') : !self && button('block')}
      {button('password')}
      {button('signOut')}
      {!self && button('delete', 'danger')}
      <Confirm
        opened={asking}
        close={ask.close}
        title={t(`people.ask.${act}.title`, { name: user.name })}
        text={t(`people.ask.${act}.text`)}
        action={t(`people.act.${act}`)}
        onConfirm={() => {
          ask.close();
          doing.mutate(act);
        }}
      />
      <Modal
        opened={password !== ''}
        onClose={() => setPassword('')}
        closeOnClickOutside={false}
        title={t('people.newPassword', { name: user.name })}
      >
        <Stack gap="md">
          <ShownOnce login={user.login} password={password} />
          <Group justify="flex-end">
            <Button onClick={() => setPassword('')}>{t('people.passwordNoted')}</Button>
          </Group>
        </Stack>
      </Modal>
    </div>
  );
}
