import { AppShell, Group, Skeleton, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, Outlet, useLocation, useNavigation } from 'react-router';
import { MeContext, sessionQuery } from '../data/session';
import { chooseZone } from '../data/zone';
import { Find } from '../find/Find';
import { FindButton } from '../find/FindButton';
import { LiveMessages } from '../messages/LiveMessages';
import { UnreadBurger } from '../messages/UnreadBurger';
import { NoticeBar } from '../participation/NoticeBar';
import { Rings } from '../ring/Rings';
import { Brand } from './Brand';
import { Failure } from './Failure';
import { Menu } from './Menu';
import { OfflineBar } from './OfflineBar';
import classes from './Shell.module.css';
import { UserMenu } from './UserMenu';

/** What stands around every page for somebody signed in: menu on the left, the page beside it. */
export function Shell() {
  const { t } = useTranslation();
  const session = useQuery(sessionQuery);
  const place = useLocation();
  const fetching = useNavigation().state === 'loading';
  const [open, menu] = useDisclosure(false);
  const main = useRef<HTMLElement>(null);
  const close = menu.close;

  const { pathname } = place;
  const before = useRef(pathname);
  useEffect(() => {
    if (before.current === pathname) return;
    before.current = pathname;
    close();
  }, [pathname, close]);

  if (session.isError && session.data === undefined) {
    return <Failure error={session.error} retry={() => session.refetch()} whole />;
  }
  if (session.data === undefined) return <ShellSkeleton />;
  if (session.data === null) {
    const next = place.pathname + place.search;
    return <Navigate to={`/login?next=${encodeURIComponent(next)}`} replace />;
  }

  chooseZone(session.data.zone);
  return (
    <MeContext value={session.data}>
      <a className="skip" href="#main">
        {t('shell.skip')}
      </a>
      <AppShell
        navbar={{ width: 264, breakpoint: 'md', collapsed: { mobile: !open } }}
        header={{ height: { base: 56, md: 0 } }}
        withBorder={false}
        className={classes.shell}
      >
        <AppShell.Header hiddenFrom="md" className={classes.header}>
          <Group h="100%" px="xs" gap="xs" wrap="nowrap">
            <UnreadBurger opened={open} toggle={menu.toggle} />
            <Brand />
            <span className={classes.grow} />
            <FindButton compact />
            <UserMenu compact />
          </Group>
        </AppShell.Header>
        <AppShell.Navbar className={classes.navbar} aria-label={t('shell.menu')}>
          <Menu />
        </AppShell.Navbar>
        <AppShell.Main id="main" ref={main} tabIndex={-1} className={classes.main} aria-busy={fetching}>
          <OfflineBar />
          <Outlet />
          <NoticeBar />
        </AppShell.Main>
      </AppShell>
      <Rings />
      <LiveMessages />
      <Find />
    </MeContext>
  );
}

function ShellSkeleton() {
  return (
    <div className={classes.skeleton} aria-hidden>
      <Stack className={classes.skeletonMenu} gap="md">
        <Skeleton height={32} width="60%" />
        <Skeleton height={40} mt="md" />
        <Skeleton height={24} width="80%" />
        <Skeleton height={24} width="70%" />
      </Stack>
      <Stack p="lg" gap="md" flex={1}>
        <Skeleton height={32} width="30%" />
        <Skeleton height={64} />
        <Skeleton height={64} />
        <Skeleton height={64} />
      </Stack>
    </div>
  );
}
