import { Button, Text } from '@mantine/core';
import { IconPhone, IconPhoneOff } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/problem';
import { goInto } from '../../call/going';
import type { IncomingRing } from '../../protocol/messages';
import { codeOf } from '../../protocol/refusal';
import { historyKey } from '../data/history';
import { Face } from '../parts/Face';
import { tellError, tellMissed } from '../parts/tell';
import { ringBell } from './bell';
import { showOutside } from './notification';
import classes from './Rings.module.css';
import { ringing } from './wire';

const archived = 2_000;

/** Invitations that ring, on every page of the cabinet: to be seen, heard and read out. */
export function Rings() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  useEffect(() => {
    ringing.connect();
    return () => ringing.close();
  }, []);
  useEffect(() => {
    ringing.onMissed = (ring) => {
      tellMissed(t('ring.missed', { name: ring.from.name }));
      // Pages hear of it at once; the archive, and with it the history, within a second or two.
      setTimeout(() => void queries.invalidateQueries({ queryKey: historyKey }), archived);
    };
  }, [t, queries]);
  const rings = useSyncExternalStore(ringing.subscribe, ringing.list);
  const loud = rings.filter((ring) => !ring.busy);
  const sounding = loud.length > 0;
  const first = loud[0];
  useEffect(() => {
    if (first)
      return showOutside(t(first.call ? 'ring.calls' : 'ring.invites', { name: first.from.name }), first);
  }, [first, t]);
  useEffect(() => (sounding ? ringBell() : undefined), [sounding]);

  const answer = async (ring: IncomingRing, accept: boolean) => {
    try {
      const cid = await ringing.answer(ring.ring, accept);
      if (accept) goInto(cid || ring.conference.cid);
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
      <Face name={ring.from.name || ring.conference.name} picture={ring.from.avatar} size={48} />
      <div className={classes.words}>
        {ring.call ? (
          <>
            <Text fw={650} truncate>
              {ring.from.name}
            </Text>
            <Text size="sm" c="dimmed">
              {t(ring.busy ? 'ring.callsBusy' : 'ring.callsYou')}
            </Text>
          </>
        ) : (
          <>
            <Text size="sm" c="dimmed">
              {ring.from.name ? t('ring.from', { name: ring.from.name }) : t('ring.begins')}
            </Text>
            <Text fw={650} truncate>
              {ring.conference.name}
            </Text>
          </>
        )}
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
          {t(ring.call ? 'ring.answer' : 'ring.accept')}
        </Button>
      </div>
    </div>
  );
}
