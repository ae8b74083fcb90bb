import { Divider, NavLink, ScrollArea, Text } from '@mantine/core';
import {
  IconActivity,
  IconAddressBook,
  IconBook2,
  IconCalendar,
  IconDoor,
  IconHistory,
  IconHome,
  IconLayoutDashboard,
  IconMail,
  IconMessages,
  IconPalette,
  IconPhone,
  IconSettings,
  IconTemplate,
  IconUserCircle,
  IconUsers,
  IconVideo,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import { changeMe, useMe } from '../data/session';
import { FindButton } from '../find/FindButton';
import { UnreadMark } from '../messages/UnreadMark';
import { NewMeeting } from '../rooms/NewMeeting';
import { Brand } from './Brand';
import { LanguageSwitch } from './LanguageSwitch';
import classes from './Menu.module.css';
import { SchemeSwitch } from './SchemeSwitch';
import { UserMenu } from './UserMenu';

type Icon = typeof IconHome;

/** The left menu (D15, as far as its pages exist). */
export function Menu() {
  const { t } = useTranslation();
  const me = useMe();
  // The account speaks it on other devices, too; without an answer it still holds on this one.
  const keepLanguage = (language: string) => void changeMe({ language }).catch(() => {});
  return (
    <div className={classes.menu}>
      <div className={classes.brand}>
        <Brand />
      </div>
      <div className={classes.find}>
        <FindButton />
      </div>
      {me.rights.includes('create_conference') && (
        <div className={classes.create}>
          <NewMeeting />
        </div>
      )}
      <ScrollArea className={classes.links}>
        <Page to="/cabinet" also="" Icon={IconLayoutDashboard} label={t('menu.main')} />
        <Page
          to="/cabinet/scheduled"
          also="/cabinet/conferences"
          Icon={IconCalendar}
          label={t('menu.scheduled')}
        />
        <Page to="/cabinet/rooms" Icon={IconDoor} label={t('menu.rooms')} />
        <Page to="/cabinet/templates" Icon={IconTemplate} label={t('menu.templates')} />
        <Page to="/cabinet/contacts" Icon={IconAddressBook} label={t('menu.contacts')} />
        <Page to="/cabinet/messages" Icon={IconMessages} label={t('messages.title')} mark={<UnreadMark />} />
        <Page to="/cabinet/history" Icon={IconHistory} label={t('menu.history')} />
        <Page to="/cabinet/profile" Icon={IconUserCircle} label={t('menu.profile')} />
        {me.admin && (
          <>
            <Divider my="sm" />
            <Text component="h2" size="xs" fw={600} c="dimmed" px="sm" pb={4}>
              {t('menu.administration')}
            </Text>
            <Page to="/admin/overview" Icon={IconActivity} label={t('overview.menu')} />
            <Page to="/admin/people" Icon={IconUsers} label={t('menu.people')} />
            <Page to="/admin/contacts" Icon={IconAddressBook} label={t('serverBook.menu')} />
            <Page to="/admin/telephony" Icon={IconPhone} label={t('menu.telephony')} />
            <Page to="/admin/cameras" Icon={IconVideo} label={t('menu.cameras')} />
            <Page to="/admin/mail" Icon={IconMail} label={t('mail.menu')} />
            <Page to="/admin/look" Icon={IconPalette} label={t('brand.menu')} />
            <Page to="/admin/settings" Icon={IconSettings} label={t('menu.settings')} />
            <Page to="/admin/log" Icon={IconHistory} label={t('log.menu')} />
          </>
        )}
        <Divider my="sm" />
        <Away href="/" Icon={IconHome} label={t('menu.guestPage')} />
        <Away href="/guide" Icon={IconBook2} label={t('menu.guide')} />
      </ScrollArea>
      <div className={classes.foot}>
        <UserMenu />
        <SchemeSwitch />
        <LanguageSwitch onChange={keepLanguage} />
      </div>
    </div>
  );
}

interface PageProps {
  to: string;
  /** Another beginning of addresses that belong to this entry; "" for none. */
  also?: string;
  Icon: Icon;
  label: string;
  /** What stands at the end. */
  mark?: ReactNode;
}

function Page({ to, also, Icon, label, mark }: PageProps) {
  const { pathname } = useLocation();
  const active = pathname === to || (also !== '' && pathname.startsWith(`${also ?? to}/`));
  return (
    <NavLink
      component={Link}
      to={to}
      active={active}
      aria-current={active ? 'page' : undefined}
      label={label}
      leftSection={<Icon size={20} stroke={1.75} aria-hidden />}
      rightSection={mark}
      className={classes.link}
    />
  );
}

function Away({ href, Icon, label }: { href: string; Icon: Icon; label: string }) {
  return (
    <NavLink
      href={href}
      label={label}
      leftSection={<Icon size={20} stroke={1.75} aria-hidden />}
      className={classes.link}
    />
  );
}
