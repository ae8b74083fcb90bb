import { Button, Menu } from '@mantine/core';
import {
  IconBrandGoogle,
  IconBrandOffice,
  IconCalendarDown,
  IconCalendarPlus,
  IconMail,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { type Conference, path } from '../data/conference';

/** D8, D11: into a calendar, as a file or by the page of another service. */
export function Export({ room }: { room: Conference }) {
  const { t } = useTranslation();
  const links = room.calendarLinks ?? {};
  const services = [
    { name: 'google', href: links.google, Icon: IconBrandGoogle },
    { name: 'outlook', href: links.outlook, Icon: IconMail },
    { name: 'office365', href: links.office365, Icon: IconBrandOffice },
  ] as const;
  return (
    <Menu>
      <Menu.Target>
        <Button variant="default" leftSection={<IconCalendarPlus size={18} aria-hidden />}>
          {t('export.button')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          component="a"
          href={`/api/v1${path(room.id)}/calendar.ics`}
          download
          leftSection={<IconCalendarDown size={18} aria-hidden />}
        >
          {t('export.file')}
        </Menu.Item>
        {services.map(
          ({ name, href, Icon }) =>
            href && (
              <Menu.Item
                key={name}
                component="a"
                href={href}
                target="_blank"
                rel="noreferrer"
                leftSection={<Icon size={18} aria-hidden />}
              >
                {t(`export.${name}`)}
              </Menu.Item>
            ),
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
