import { Badge, Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Session } from '../data/analytics';
import { useDates } from '../i18n/dates';
import classes from './Analytics.module.css';
import { clock } from './words';

interface Props {
  sessions: Session[];
  chosen?: number;
  choose: (id: number) => void;
}

const few = 5;

/** When the conference took place, the newest first; one is chosen to be looked at. */
export function Sessions({ sessions, chosen, choose }: Props) {
  const { t } = useTranslation();
  const dates = useDates();
  const [all, showAll] = useState(false);
  const shown = all ? sessions : sessions.slice(0, few);
  return (
    <>
      <ul className={classes.rows}>
        {shown.map((one) => (
          <li key={one.id}>
            <button
              type="button"
              className={classes.row}
              aria-pressed={one.id === chosen}
              onClick={() => choose(one.id)}
            >
              <span className={classes.words}>
                <span className={classes.who}>
                  {dates.full(one.started)} – {one.ended ? dates.time(one.ended) : t('analytics.now')}
                </span>
                <span className={classes.line}>
                  {[
                    clock(one.seconds),
                    t('analytics.session.people', { count: one.people }),
                    t('analytics.session.peak', { count: one.peak }),
                  ].join(' · ')}
                </span>
              </span>
              <Badge variant="light" color={one.held ? 'good' : 'gray'} tt="none" className={classes.mark}>
                {t(one.held ? 'analytics.session.held' : 'analytics.session.notHeld')}
              </Badge>
            </button>
          </li>
        ))}
      </ul>
      {shown.length < sessions.length && (
        <Button variant="subtle" fullWidth mt="xs" onClick={() => showAll(true)}>
          {t('analytics.more', { count: sessions.length - shown.length })}
        </Button>
      )}
    </>
  );
}
