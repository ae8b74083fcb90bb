import { Checkbox, EmptyState, Stack, Text } from '@mantine/core';
import { IconDeviceCctv, IconMail, IconPhone, IconUsersPlus, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { hideCredentials } from '../../dial/hideCredentials';
import type { Invited } from '../data/conference';
import { Face } from '../parts/Face';
import { IconAction } from '../parts/IconAction';
import { AddPeople } from './AddPeople';
import type { RoomFormHandle } from './form';
import { InviteByMail } from './InviteByMail';
import classes from './ParticipantsTab.module.css';

const keyOf = (i: Invited) => i.login ?? i.email ?? `${i.dial} ${i.kept ?? i.contact ?? ''}`;
const shownOf = (i: Invited) => i.login ?? i.email ?? hideCredentials(i.dial ?? '');
const isCamera = (i: Invited) => /^(rtsps?|camera):/i.test(i.dial ?? '');
const ofBook = (i: Invited) => /^camera:/i.test(i.dial ?? '');

/** G7: people of the server, devices by their dial strings, and e-mail addresses where guests may come. */
export function ParticipantsTab({ form, owner }: { form: RoomFormHandle; owner?: string }) {
  const { t } = useTranslation();
  const { invited, access } = form.values;
  const set = (list: Invited[]) => form.setFieldValue('invited', list);
  const byMail = invited.some((i) => i.email);
  return (
    <Stack gap="md">
      <AddPeople
        invited={invited}
        owner={owner}
        access={access}
        add={(some) => set([...invited, ...some])}
        error={form.errors.invited}
      />
      {invited.some((i) => i.dial) && (
        <Text size="sm" c="dimmed">
          {t('editor.deviceHint')} {invited.some(isCamera) && t('editor.cameraHint')}
        </Text>
      )}
      {byMail && (access !== 'public' || !form.values.inviteByMail) && (
        <Text size="sm" c="dimmed">
          {t(access === 'public' ? 'editor.mailHint' : 'editor.mailInternal')}
        </Text>
      )}
      {(form.values.inviteByMail || invited.some((i) => i.email || i.login)) && <InviteByMail form={form} />}
      {invited.length === 0 ? (
        <EmptyState
          py="lg"
          icon={<IconUsersPlus size={40} stroke={1.5} aria-hidden />}
          title={t('editor.nobody.title')}
          description={t(access === 'public' ? 'editor.nobody.public' : 'editor.nobody.internal')}
        />
      ) : (
        <>
          <Text component="h2" size="sm" fw={600}>
            {t('editor.invitedHeading', { count: invited.length })}
          </Text>
          <ul className={classes.list}>
            {invited.map((one) => (
              <Row
                key={keyOf(one)}
                one={one}
                change={(next) => set(invited.map((i) => (i === one ? next : i)))}
                remove={() => set(invited.filter((i) => i !== one))}
              />
            ))}
          </ul>
        </>
      )}
    </Stack>
  );
}

interface RowProps {
  one: Invited;
  change: (next: Invited) => void;
  remove: () => void;
}

function Row({ one, change, remove }: RowProps) {
  const { t } = useTranslation();
  const shown = ofBook(one) ? t('editor.bookCamera') : shownOf(one);
  const name = one.name || shown;
  return (
    <li className={classes.row}>
      {one.email || one.dial ? (
        <span className={classes.mail}>
          <DeviceIcon one={one} />
        </span>
      ) : (
        <Face name={name} size={36} />
      )}
      <span className={classes.words}>
        <span className={classes.name}>{name}</span>
        {name !== shown && (
          <Text component="span" size="xs" c="dimmed" truncate display="block">
            {shown}
          </Text>
        )}
      </span>
      {one.login && (
        <Checkbox
          label={t('editor.moderator')}
          aria-label={t('editor.moderatorOf', { name })}
          checked={one.moderator ?? false}
          onChange={(e) => change({ ...one, moderator: e.currentTarget.checked || undefined })}
        />
      )}
      <IconAction label={t('editor.remove', { name })} onClick={remove}>
        <IconX size={18} aria-hidden />
      </IconAction>
    </li>
  );
}

function DeviceIcon({ one }: { one: Invited }) {
  if (isCamera(one)) return <IconDeviceCctv size={20} aria-hidden />;
  return one.dial ? <IconPhone size={20} aria-hidden /> : <IconMail size={20} aria-hidden />;
}
