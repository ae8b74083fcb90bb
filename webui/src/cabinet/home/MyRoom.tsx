import { Button, Paper, Text, Title } from '@mantine/core';
import { IconSettings, IconVideo } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { personalRoomQuery } from '../data/conference';
import { Copy } from '../parts/Copy';
import classes from './Home.module.css';

/** ND5: the room that is always mine, with its link. */
export function MyRoom() {
  const { t } = useTranslation();
  const id = useId();
  const { data: room } = useQuery(personalRoomQuery);
  if (!room) return null;
  return (
    <section aria-labelledby={id}>
      <Title order={2} size="h3" id={id} mb="xs">
        {t('rooms.personal')}
      </Title>
      <Paper withBorder radius="md" className={classes.mine}>
        <div className={classes.link}>
          <span className={classes.url}>{room.url.replace(/^https?:\/\//, '')}</span>
          <Copy value={room.url} label={t('room.copyLink')} />
        </div>
        <Text size="sm" c="dimmed" className={classes.hint}>
          {t('today.personalHint')}
        </Text>
        <div className={classes.buttons}>
          <Button
            component={Link}
            to={`/cabinet/rooms/${room.id}`}
            variant="default"
            leftSection={<IconSettings size={18} aria-hidden />}
          >
            {t('today.personalCard')}
          </Button>
          <Button
            component="a"
            href={`/c/${room.cid}`}
            variant="light"
            leftSection={<IconVideo size={18} aria-hidden />}
          >
            {t('room.join')}
          </Button>
        </div>
      </Paper>
    </section>
  );
}
