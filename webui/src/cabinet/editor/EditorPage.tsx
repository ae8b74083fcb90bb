import { Skeleton, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { ApiError } from '../../api/problem';
import { type Conference, conferenceQuery } from '../data/conference';
import { useMe } from '../data/session';
import { Failure } from '../shell/Failure';
import { useTitle } from '../shell/title';
import classes from './Editor.module.css';
import { RoomForm } from './RoomForm';

/** G1: a new virtual room; needs E3. */
export function NewRoomPage() {
  const { t } = useTranslation();
  useTitle(t('editor.newTitle'));
  const allowed = useMe().rights.includes('create_conference');
  if (!allowed) return <Failure error={new ApiError(403, 'denied', '')} />;
  return <RoomForm />;
}

export function EditRoomPage() {
  const { room: key = '' } = useParams();
  return <Loaded key={key} room={key} />;
}

/** The form is filled once: what others change meanwhile is noticed on saving, not under the typing hand. */
function Loaded({ room: key }: { room: string }) {
  const { t } = useTranslation();
  const room = useQuery({
    ...conferenceQuery(key),
    staleTime: 0,
    refetchInterval: false,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  const [version, setVersion] = useState<Conference>();
  useTitle(t('editor.editTitle', { name: room.data?.name ?? '' }));
  const shown = version ?? (room.isFetchedAfterMount ? room.data : undefined);
  if (shown && !shown.canManage) return <Failure error={new ApiError(403, 'denied', '')} />;
  if (shown) return <RoomForm key={shown.revision} room={shown} reload={setVersion} />;
  if (room.error) return <Failure error={room.error} retry={() => room.refetch()} />;
  return (
    <Stack className={classes.page} aria-hidden>
      <Skeleton height={36} width="40%" />
      <Skeleton height={44} />
      <Skeleton height={320} />
    </Stack>
  );
}
