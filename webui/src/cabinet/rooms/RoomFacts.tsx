import { Anchor, Button, DataList, Text } from '@mantine/core';
import { IconEye, IconEyeOff, IconRefresh } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { type Conference, renewPin } from '../data/conference';
import { useDates } from '../i18n/dates';
import { Copy } from '../parts/Copy';
import { IconAction } from '../parts/IconAction';
import { registrationsOf } from '../planning/places';
import { Answers } from './Answers';
import { readableCID } from './choose';
import classes from './RoomFacts.module.css';
import { useRoomAction } from './useRoomAction';

/** The fields of D9. */
export function RoomFacts({ room }: { room: Conference }) {
  const { t } = useTranslation();
  const dates = useDates();
  const moderators = room.invited.filter((i) => i.moderator).length;
  const selector = room.mode === 'managed_selector' || room.mode === 'auto_selector';
  return (
    <DataList className={classes.facts} labelWidth="8.5rem" gap={0}>
      <Fact label={t('room.cid')}>
        <span className="tabular">{readableCID(room.cid)}</span>
        <Copy value={room.cid} label={t('room.copyCid')} />
      </Fact>
      <Pin room={room} />
      <Fact label={t('room.owner')}>{room.ownerName || room.owner}</Fact>
      <Fact label={t('room.accessType')}>{t(`room.access.${room.access}`)}</Fact>
      <Fact label={t('room.mode')}>
        {t(`mode.${room.mode}.name`)}
        {selector && `, ${t('room.speakers', { count: room.maxSpeakers })}`}
      </Fact>
      {room.canManage && (
        <Fact label={t('room.invited')}>
          {t('rooms.people', { count: room.invited.length })}
          {moderators > 0 && `, ${t('room.moderators', { count: moderators })}`}
        </Fact>
      )}
      {room.canManage && room.inviteByMail && room.invited.length > 0 && (
        <Fact label={t('mailInvite.answers')}>
          <Answers invited={room.invited} />
        </Fact>
      )}
      <Fact label={t('room.waitingRoom')}>
        {room.waitingRoom
          ? t(`category.${room.waitingCategory || 'unplanned_and_guests'}.name`)
          : t('room.off')}
      </Fact>
      {room.running && <Fact label={t('room.entry')}>{t(room.locked ? 'room.locked' : 'room.open')}</Fact>}
      {room.recording?.automatic && <Fact label={t('recordings.card')}>{t('room.recorded')}</Fact>}
      {room.canManage && room.registration?.on && (
        <Fact label={t('registration.card')}>
          <Anchor component={Link} to={registrationsOf(room.id)} size="sm">
            {t('registration.people', { count: room.registered ?? 0 })}
          </Anchor>
        </Fact>
      )}
      {room.canManage && room.widget && (
        <Fact label={t('registration.widget')}>
          {t('registration.widgetHint')}
          <Copy value={room.widget} label={t('registration.copyWidget')} />
        </Fact>
      )}
      {room.streamUrl && (
        <Fact label={t('room.stream')}>
          <span style={{ overflowWrap: 'anywhere' }}>{room.streamUrl}</span>
          <Copy value={room.streamUrl} label={t('room.copyStream')} />
        </Fact>
      )}
      {room.location && <Fact label={t('room.location')}>{room.location}</Fact>}
      <Fact label={t('room.changed')}>
        <span>
          {dates.full(room.updated)}
          <Text component="span" size="xs" c="dimmed" display="block">
            {dates.zone}
          </Text>
        </span>
      </Fact>
    </DataList>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <DataList.Item className={classes.fact}>
      <DataList.ItemLabel className={classes.label}>{label}</DataList.ItemLabel>
      <DataList.ItemValue className={classes.value}>{children}</DataList.ItemValue>
    </DataList.Item>
  );
}

/**
 * The PIN is covered until asked for: screens are shared in meetings. Who manages
 * the room can set one or have another made (K3); others only learn that there is one.
 */
function Pin({ room }: { room: Conference }) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(false);
  const renew = useRoomAction(room, () => renewPin(room), t('room.pinMade'));
  const make = () => {
    setShown(true);
    renew.mutate();
  };
  if (!room.canManage) return room.hasPin ? <Fact label={t('room.pin')}>{t('room.pinSet')}</Fact> : null;
  if (room.registration?.on) return null; // G11
  if (!room.pin) {
    return (
      <Fact label={t('room.pin')}>
        <Button variant="light" size="compact-sm" loading={renew.isPending} onClick={make}>
          {t('room.setPin')}
        </Button>
      </Fact>
    );
  }
  const Icon = shown ? IconEyeOff : IconEye;
  return (
    <Fact label={t('room.pin')}>
      <span className="tabular">{shown ? room.pin : '•'.repeat(room.pin.length)}</span>
      <IconAction label={t(shown ? 'room.hidePin' : 'room.showPin')} onClick={() => setShown(!shown)}>
        <Icon size={18} aria-hidden />
      </IconAction>
      <Copy value={room.pin} label={t('room.copyPin')} />
      <IconAction label={t('room.renewPin')} onClick={make} disabled={renew.isPending}>
        <IconRefresh size={18} aria-hidden />
      </IconAction>
    </Fact>
  );
}
