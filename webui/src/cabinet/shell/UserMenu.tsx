import { Menu, Text, UnstyledButton } from '@mantine/core';
import { IconAppWindow, IconDevices, IconLogout, IconUserCircle } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { useInstall } from '../../install/offer';
import { forget, signOut, useMe } from '../data/session';
import { Face } from '../parts/Face';
import classes from './UserMenu.module.css';

/** Who is signed in, and the way out. */
export function UserMenu({ compact = false }: { compact?: boolean }) {
  const { t } = useTranslation();
  const me = useMe();
  const navigate = useNavigate();
  const install = useInstall();
  const queries = useQueryClient();
  const leaving = useMutation({
    mutationFn: signOut,
    // Also without an answer: whoever signs out expects to be gone from this page.
    onSettled: () => {
      forget(queries);
      navigate('/login', { replace: true });
    },
  });
  return (
    <Menu position={compact ? 'bottom-end' : 'top-start'} width={230}>
      <Menu.Target>
        <UnstyledButton className={classes.button} aria-label={t('userMenu.open', { name: me.name })}>
          <Face name={me.name} picture={me.avatar} size={32} />
          {!compact && (
            <span className={classes.names}>
              <span className={classes.name}>{me.name}</span>
              <Text component="span" size="xs" c="dimmed" truncate>
                {me.login}
              </Text>
            </span>
          )}
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          component={Link}
          to="/cabinet/profile"
          leftSection={<IconUserCircle size={18} aria-hidden />}
        >
          {t('menu.profile')}
        </Menu.Item>
        <Menu.Item
          component={Link}
          to="/cabinet/profile?tab=sessions"
          leftSection={<IconDevices size={18} aria-hidden />}
        >
          {t('userMenu.sessions')}
        </Menu.Item>
        {install && (
          <Menu.Item leftSection={<IconAppWindow size={18} aria-hidden />} onClick={install}>
            {t('userMenu.install')}
          </Menu.Item>
        )}
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={18} aria-hidden />} onClick={() => leaving.mutate()}>
          {t('userMenu.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
