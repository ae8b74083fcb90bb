import { Button, Text } from '@mantine/core';
import { IconPhone, IconPhoneOff } from '@tabler/icons-react';
import i18next from 'i18next';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/problem';
import type { IncomingRing } from '../../protocol/messages';
import { codeOf } from '../../protocol/refusal';
import { openWire } from '../../protocol/socket';
import { Face } from '../parts/Face';
import { tellError } from '../parts/tell';
import { ringBell } from './bell';
import classes from './Rings.module.css';
import { Ringing } from './ringing';

/** Invitations that ring, on every page of the cabinet: to be seen, heard and read out. */
export function Rings() {
  const { t } = useTranslation();
  const [ringing] = useState(() => new Ringing({ open: openWire, language: () => i18next.language }));
  useEffect(() => {
    ringing.connect();
    return () => ringing.close();
  }, [ringing]);
  const rings = useSyncExternalStore(ringing.subscribe, ringing.list);
  const sounding = rings.length > 0;
  useEffect(() => (sounding ? ringBell() : undefined), [sounding]);

  const answer = async (ring: IncomingRing, accept: boolean) => {
    try {
      const cid = await ringing.answer(ring.ring, accept);
      if (accept) location.assign(`/c/${cid || ring.conference.cid}`);
    } catch (error) {
      if (accept) tellError(t, new ApiError(0, codeOf(error), ''));
    }
  };

  return (
    <section className={classes.rings} aria-label={t('ring.label')} aria-live="assertive">
      {rings.map((ring) => (
        <Ring key={ring.ring} ring={ring} answer={(accept) => void answer(ring, accept)} />
      ))}
    </section>
  );
}

function Ring({ ring, answer }: { ring: IncomingRing; answer: (accept: boolean) => void }) {
  const { t } = useTranslation();
  return (
    <div className={classes.ring}>
      <Face name={ring.from.name} picture={ring.from.avatar} size={48} />
      <div className={classes.words}>
        <Text size="sm" c="dimmed">
          {t('ring.from', { name: ring.from.name })}
        </Text>
        <Text fw={650} truncate>
          {ring.conference.name}
        </Text>
      </div>
      <div className={classes.buttons}>
        <Button
          variant="default"
          leftSection={<IconPhoneOff size={18} aria-hidden />}
          onClick={() => answer(false)}
        >
          {t('ring.decline')}
        </Button>
        <Button
          color="good"
          className={classes.accept}
          leftSection={<IconPhone size={18} aria-hidden />}
          onClick={() => answer(true)}
        >
          {t('ring.accept')}
        </Button>
      </div>
    </div>
  );
}
