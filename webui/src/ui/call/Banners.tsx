import {
  IconDatabaseExclamation,
  IconMicrophoneOff,
  IconPlugConnectedX,
  IconScreenShare,
  IconVolume,
} from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCall, useConference, useSession } from '../../call/context';
import { soundRefused } from '../../call/soundRefused';
import { watchLevel } from '../../media/level';
import { participantOf } from '../../state/conference';
import { useStore } from '../../state/useStore';
import { Button } from '../Button';

/** What one must know now, above the picture. */
export function Banners() {
  return (
    <div className="banners" role="status">
      <Reconnecting />
      <SoundRefused />
      <LowDisk />
      <SharingNow />
      <MutedSpeaking />
    </div>
  );
}

function Reconnecting() {
  const { t } = useTranslation();
  const link = useStore(useSession().link, (l) => l);
  const media = useStore(useCall().media, (m) => m);
  if (link === 'online' && media !== 'lost') return null;
  return (
    <p className="banner banner-warn">
      <IconPlugConnectedX />
      {t(link === 'online' ? 'banner.mediaLost' : 'banner.reconnecting')}
    </p>
  );
}

function SoundRefused() {
  const { t } = useTranslation();
  const refused = useStore(soundRefused, Boolean);
  if (!refused) return null;
  return (
    <div className="banner">
      <IconVolume />
      {t('banner.sound')}
      <Button look="accent" onClick={() => soundRefused.set(false)}>
        {t('banner.soundOn')}
      </Button>
    </div>
  );
}

/** The recording will soon end by itself: for those who can have room made. */
function LowDisk() {
  const { t } = useTranslation();
  const left = useConference((c) => (c.you.permissions.record ? c.info.recording?.lowDisk : undefined));
  if (left === undefined) return null;
  return (
    <p className="banner banner-warn">
      <IconDatabaseExclamation />
      {t('banner.lowDisk', { gigabytes: left / 1e9 })}
    </p>
  );
}

function SharingNow() {
  const { t } = useTranslation();
  const call = useCall();
  const mine = useStore(call.sharing, Boolean);
  const other = useConference((c) =>
    c.info.content === c.you.id ? undefined : participantOf(c, c.info.content)?.name,
  );
  if (mine) {
    return (
      <div className="banner">
        <IconScreenShare />
        {t('banner.sharing')}
        <Button look="danger" onClick={() => void call.stopScreen()}>
          {t('screen.off')}
        </Button>
      </div>
    );
  }
  return other ? (
    <p className="banner banner-quiet">
      <IconScreenShare />
      {t('banner.shares', { name: other })}
    </p>
  ) : null;
}

/** "You are muted": only when one really speaks for a moment. */
function MutedSpeaking() {
  const { t } = useTranslation();
  const raw = useStore(useSession().capture.microphone, (d) => (d.on ? undefined : d.raw));
  const [speaks, setSpeaks] = useState(false);
  useEffect(() => {
    setSpeaks(false);
    if (!raw) return;
    let loud = 0;
    let quiet: ReturnType<typeof setTimeout> | undefined;
    const stop = watchLevel(raw, (level) => {
      loud = level > 0.55 ? loud + 1 : 0;
      if (loud < 5) return;
      setSpeaks(true);
      clearTimeout(quiet);
      quiet = setTimeout(() => setSpeaks(false), 4_000);
    });
    return () => {
      stop();
      clearTimeout(quiet);
    };
  }, [raw]);
  return speaks ? (
    <p className="banner banner-warn">
      <IconMicrophoneOff />
      {t('banner.mutedSpeaking')}
    </p>
  ) : null;
}
