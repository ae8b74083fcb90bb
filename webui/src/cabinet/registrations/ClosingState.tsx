import { Button, Paper, Progress, Text } from '@mantine/core';
import { IconCircleCheck, IconLock, IconLockOpen } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { type Conference, changeConference } from '../data/conference';
import type { Registration } from '../data/registration';
import { useDates } from '../i18n/dates';
import { useRoomAction } from '../rooms/useRoomAction';
import { reopened, stateOf } from './closing';
import classes from './Registrations.module.css';

/** Whether people can register now, until when, for how many places; and the button that changes it. */
export function ClosingState({ conference }: { conference: Conference }) {
  const { t } = useTranslation();
  const dates = useDates();
  const { registration = { on: false }, registrationNow: now, registered = 0 } = conference;
  const change = useRoomAction(conference, (some: Partial<Registration>) =>
    changeConference(conference.id, conference.revision, { registration: { on: true, ...some } }),
  );
  if (!now) {
    return (
      <Paper withBorder className={classes.state}>
        <Text>{t('registrants.state.off')}</Text>
      </Paper>
    );
  }
  const series = conference.schedule?.series ?? [];
  const repeats = series.length > 1 || Boolean(series[0]?.rule);
  const { key, at } = stateOf(now, registration, { repeats, next: conference.next });
  const again = reopened(now);
  const Mark = now.open ? IconCircleCheck : IconLock;
  return (
    <Paper withBorder className={classes.state}>
      <div className={classes.standing} role="status">
        <Mark size={22} aria-hidden data-open={now.open || undefined} />
        <div>
          <Text fw={600}>{t(now.open ? 'registrants.open' : 'registrants.closed')}</Text>
          <Text size="sm" c="dimmed">
            {t(`registrants.state.${key}`, { time: at ? dates.full(at) : '' })}
          </Text>
        </div>
      </div>
      <div className={classes.places}>
        <Text size="sm" className="tabular">
          {now.places
            ? t('registrants.places', { count: now.places, registered })
            : t('registrants.count', { count: registered })}
        </Text>
        {now.places !== undefined && now.places > 0 && (
          <Progress
            value={Math.min(100, (registered / now.places) * 100)}
            aria-label={t('registrants.places', { count: now.places, registered })}
          />
        )}
      </div>
      {now.open ? (
        <Button
          variant="default"
          leftSection={<IconLock size={18} aria-hidden />}
          loading={change.isPending}
          onClick={() => change.mutate({ closed: true })}
        >
          {t('registrants.closeNow')}
        </Button>
      ) : (
        again && (
          <Button
            variant="default"
            leftSection={<IconLockOpen size={18} aria-hidden />}
            loading={change.isPending}
            onClick={() => change.mutate(again)}
          >
            {t(again.closing ? 'registrants.openUntilEnd' : 'registrants.openAgain')}
          </Button>
        )
      )}
    </Paper>
  );
}
