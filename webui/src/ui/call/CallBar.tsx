import {
  IconAntennaBars1,
  IconAntennaBars3,
  IconAntennaBars5,
  IconInfoCircle,
  IconLock,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useCall, useConference, useSession } from '../../call/context';
import { dialog } from '../../call/panels';
import { useStore } from '../../state/useStore';
import { Bell } from '../Bell';
import { IconButton } from '../IconButton';
import { Elapsed } from './Elapsed';
import { RecordingMark } from './RecordingMark';
import { TimeLeft } from './TimeLeft';

const bars = { good: IconAntennaBars5, fair: IconAntennaBars3, poor: IconAntennaBars1 };

/** The line above the picture: what meeting, how long, how well connected. */
export function CallBar() {
  const { t } = useTranslation();
  const name = useConference((c) => c.info.name);
  const mode = useConference((c) => c.info.mode);
  const started = useConference((c) => c.started);
  const locked = useConference((c) => c.info.locked);
  const level = useLevel();
  const Bars = bars[level] ?? IconAntennaBars5;
  return (
    <header className="call-bar">
      <Bell size={24} />
      <h1>{name}</h1>
      {locked && <IconLock role="img" aria-label={t('call.locked')} />}
      {mode && mode !== 'all_on_screen' && <span className="call-mode">{t(`mode.${mode}`)}</span>}
      <Elapsed since={started} label={t('call.duration')} />
      <TimeLeft />
      <RecordingMark />
      <span className="spring" />
      <IconButton
        className={`quality-${level}`}
        label={t(`quality.${level}`)}
        icon={<Bars />}
        onClick={() => dialog.set('quality')}
      />
      <IconButton label={t('info.title')} icon={<IconInfoCircle />} onClick={() => dialog.set('info')} />
    </header>
  );
}

/** What the server measures; while it cannot be heard, nothing is good. */
function useLevel(): keyof typeof bars {
  const online = useStore(useSession().link, (l) => l === 'online');
  const lost = useStore(useCall().media, (m) => m === 'lost');
  const level = useConference((c) => c.quality?.level ?? 'good');
  return online && !lost ? level : 'poor';
}
