import { Anchor, Badge, Button, Text } from '@mantine/core';
import { IconVideo } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Camera, camerasKey, pictureOf, removeCamera } from '../data/cameras';
import { useDates } from '../i18n/dates';
import items from '../parts/Items.module.css';
import { useUndoable } from '../parts/useUndoable';
import classes from './Cameras.module.css';
import { colours, stateOf, stream } from './words';

interface Props {
  camera: Camera;
  edit: () => void;
  test: () => void;
}

/** One camera of the book: its last picture, how it does, where it is. */
export function CameraLine({ camera, edit, test }: Props) {
  const { t, i18n } = useTranslation();
  const dates = useDates();
  const queries = useQueryClient();
  const undoable = useUndoable();
  const { name, now } = camera;
  const state = stateOf(now);
  const remove = (byKeyboard: boolean) =>
    undoable(
      {
        id: camera.id,
        name,
        remove: () => removeCamera(camera.id),
        failed: t('cameras.notRemoved', { name }),
        settled: () => queries.invalidateQueries({ queryKey: camerasKey }),
      },
      byKeyboard,
    );
  return (
    <li className={items.item}>
      <Picture camera={camera} />
      <div className={items.words}>
        <Text fw={550}>
          {name}{' '}
          <Badge color={state ? colours[state] : 'gray'} variant="light" tt="none">
            {t(`cameras.state.${state ?? 'idle'}`)}
          </Badge>
        </Text>
        <Text size="sm">
          <code>{camera.address}</code>
        </Text>
        {now && state && (
          <Text size="sm" c="dimmed">
            {state === 'live'
              ? stream(t, now, i18n.language)
              : t('cameras.since', { time: dates.full(now.since) })}
          </Text>
        )}
        {camera.conferences.length > 0 && (
          <Text size="sm">
            {t('cameras.inside')}{' '}
            {camera.conferences.map(({ cid, name }, i) => (
              <span key={cid}>
                {i > 0 && ', '}
                <Anchor href={`/c/${cid}`} underline="always">
                  {name}
                </Anchor>
              </span>
            ))}
          </Text>
        )}
        {camera.notes && (
          <Text size="sm" c="dimmed" className={classes.notes}>
            {camera.notes}
          </Text>
        )}
      </div>
      <div className={items.acts}>
        <Button variant="default" size="xs" onClick={test} aria-label={t('cameras.testOf', { name })}>
          {t('cameras.test')}
        </Button>
        <Button variant="default" size="xs" onClick={edit} aria-label={t('cameras.editOf', { name })}>
          {t('cameras.edit')}
        </Button>
        <Button
          variant="default"
          size="xs"
          onClick={(e) => remove(e.detail === 0)}
          aria-label={t('cameras.removeOf', { name })}
        >
          {t('cameras.remove')}
        </Button>
      </div>
    </li>
  );
}

/** The last picture, or a sign in its place. */
function Picture({ camera }: { camera: Camera }) {
  const { t } = useTranslation();
  const address = pictureOf(camera);
  const [failed, fail] = useState<string>();
  return (
    <div className={classes.picture}>
      {address && address !== failed ? (
        <img
          src={address}
          alt={t('cameras.pictureOf', { name: camera.name })}
          loading="lazy"
          onError={() => fail(address)}
        />
      ) : (
        <IconVideo size={28} stroke={1.5} aria-hidden />
      )}
    </div>
  );
}
