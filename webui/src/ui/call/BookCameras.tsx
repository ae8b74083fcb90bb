import { IconDeviceCctv } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import type { Page } from '../../api/types';
import { useCall, useConference } from '../../call/context';
import { CallRow } from './CallRow';
import { TerminalIcon } from './TerminalIcon';

interface BookCamera {
  id: string;
  name: string;
}

/** The cameras of the server's book whose names have what is typed; nothing for those who may not call. */
export function BookCameras({ typed }: { typed: string }) {
  const all = useBook();
  const wanted = typed.trim().toLowerCase();
  const found = all.filter((camera) => camera.name.toLowerCase().includes(wanted));
  if (found.length === 0) return null;
  return (
    <ul className="people">
      {found.slice(0, 50).map((camera) => (
        <Line key={camera.id} camera={camera} />
      ))}
    </ul>
  );
}

function Line({ camera }: { camera: BookCamera }) {
  const { t } = useTranslation();
  const call = useCall();
  const here = useConference((c) => c.participants.some((p) => p.cameraId === camera.id));
  return (
    <CallRow
      picture={<TerminalIcon kind="rtsp" />}
      name={camera.name}
      state={t(here ? 'invite.here' : 'kind.rtsp')}
      here={here}
      call={() => void call.act('invite', { camera: camera.id })}
      as={{
        label: t('invite.addCamera'),
        name: t('invite.addName', { name: camera.name }),
        icon: <IconDeviceCctv />,
      }}
    />
  );
}

function useBook(): BookCamera[] {
  const [all, setAll] = useState<BookCamera[]>([]);
  useEffect(() => {
    const stop = new AbortController();
    api.get<Page<BookCamera>>('/cameras', undefined, stop.signal).then(
      (page) => setAll(page.items ?? []),
      () => undefined, // without an account, or without the right to call, there are none
    );
    return () => stop.abort();
  }, []);
  return all;
}
