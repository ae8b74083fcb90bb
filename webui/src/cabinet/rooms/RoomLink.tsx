import { Button, Collapse, Group, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconCheck, IconMail, IconQrcode } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import type { Conference } from '../data/conference';
import { useMe } from '../data/session';
import { Copy } from '../parts/Copy';
import { useCopy } from '../parts/useCopy';
import { invitationText } from './invitation';
import classes from './RoomLink.module.css';

const QR = lazy(async () => ({ default: (await import('./QR')).QR }));

/** The link to the page, its QR code, and the invitation as text. */
export function RoomLink({ room }: { room: Conference }) {
  const { t } = useTranslation();
  const me = useMe();
  const { copied, copy } = useCopy();
  const what = room.schedule ? 'scheduled.link' : 'room.link';
  const [shown, qr] = useDisclosure(false);
  return (
    <section className={classes.box} aria-label={t(what)}>
      <TextInput
        label={t(what)}
        value={room.url}
        readOnly
        onFocus={(e) => e.currentTarget.select()}
        rightSection={<Copy value={room.url} label={t('room.copyLink')} />}
        rightSectionWidth={40}
      />
      <Group gap="xs">
        <Button
          variant="light"
          size="xs"
          leftSection={copied ? <IconCheck size={16} aria-hidden /> : <IconMail size={16} aria-hidden />}
          onClick={() => copy(invitationText(t, room, me.name))}
        >
          <span aria-live="polite">{t(copied ? 'copy.copied' : 'room.copyInvitation')}</span>
        </Button>
        <Button
          variant="light"
          size="xs"
          leftSection={<IconQrcode size={16} aria-hidden />}
          onClick={qr.toggle}
          aria-expanded={shown}
        >
          {t(shown ? 'room.hideQr' : 'room.showQr')}
        </Button>
      </Group>
      <Collapse expanded={shown} keepMounted={false}>
        <Suspense fallback={<div className={classes.qr} />}>
          <QR text={room.url} label={t('room.qr', { name: room.name })} />
        </Suspense>
      </Collapse>
    </section>
  );
}
