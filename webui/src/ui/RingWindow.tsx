import { IconPhone, IconPhoneOff } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { play } from '../media/tones';
import type { IncomingRing } from '../protocol/messages';
import { settings } from '../state/settings';
import { Avatar } from './Avatar';
import { Button } from './Button';

interface Props {
  ring: IncomingRing;
  onAnswer: (accept: boolean) => void;
}

/** Somebody calls one into a conference; rings until answered, cancelled or over. */
export default function RingWindow({ ring, onAnswer }: Props) {
  const { t } = useTranslation();
  const quiet = ring.busy;
  useEffect(() => {
    if (quiet) return;
    const sound = () => play('ring', settings.get().speakerId);
    sound();
    const again = setInterval(sound, 3_000);
    return () => clearInterval(again);
  }, [quiet]);
  const calls = ring.call ? t('ring.call') : t('ring.text', { conference: ring.conference.name });
  const words = ring.from.name ? calls : t('ring.begins');
  return (
    <div className="ring" role="alertdialog" aria-labelledby="ring-title" aria-describedby="ring-text">
      <Avatar name={ring.from.name || ring.conference.name} picture={ring.from.avatar} size="m" />
      <div className="ring-words">
        <strong id="ring-title">{ring.from.name || ring.conference.name}</strong>
        <p id="ring-text">{words}</p>
      </div>
      <Button icon={<IconPhoneOff />} onClick={() => onAnswer(false)}>
        {t('ring.decline')}
      </Button>
      <Button look="accent" icon={<IconPhone />} onClick={() => onAnswer(true)}>
        {t('ring.accept')}
      </Button>
    </div>
  );
}
