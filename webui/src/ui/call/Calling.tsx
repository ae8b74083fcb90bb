import { IconPhone, IconPhoneOff } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useCall, useConference, useSession } from '../../call/context';
import { play } from '../../media/tones';
import type { OutsideCall, Ring } from '../../protocol/types';
import { settings } from '../../state/settings';
import { Avatar } from '../Avatar';
import { Button } from '../Button';

/** Whom one calls, while nobody else is here: it rings, or why it does not. */
export default function Calling() {
  const ring = useConference((c) => c.rings.at(-1));
  const outside = useConference((c) => c.calls.at(-1));
  if (ring) return <RingingPerson ring={ring} />;
  return outside ? <RingingOutside outside={outside} /> : null;
}

function RingingPerson({ ring }: { ring: Ring }) {
  const { t } = useTranslation();
  const call = useCall();
  const state = ring.busy && ring.state === 'declined' ? 'busy' : ring.state;
  return (
    <Slate
      name={ring.name || ring.login}
      words={t(ring.busy && state === 'ringing' ? 'calling.ringingBusy' : `calling.${state}`, {
        name: ring.name || ring.login,
      })}
      ringing={ring.state === 'ringing'}
      over={ring.state !== 'ringing' && ring.state !== 'accepted'}
      again={() => void call.act('invite', { login: ring.login })}
    />
  );
}

function RingingOutside({ outside }: { outside: OutsideCall }) {
  const { t } = useTranslation();
  const call = useCall();
  const over = outside.state === 'failed' || outside.state === 'ended';
  return (
    <Slate
      name={outside.name}
      words={
        over
          ? t([`dial.reason.${outside.reason?.code}`, 'dial.reason.failed'])
          : t(outside.state === 'ringing' ? 'calling.ringing' : 'calling.dialling', { name: outside.name })
      }
      ringing={outside.state === 'ringing'}
      over={over}
      again={() => void call.act('retry', { call: outside.id })}
    />
  );
}

interface SlateProps {
  name: string;
  words: string;
  ringing: boolean;
  over: boolean;
  again: () => void;
}

function Slate({ name, words, ringing, over, again }: SlateProps) {
  const { t } = useTranslation();
  const session = useSession();
  useEffect(() => {
    if (!ringing) return;
    const sound = () => play('ringback', settings.get().speakerId);
    sound();
    const timer = setInterval(sound, 4_000);
    return () => clearInterval(timer);
  }, [ringing]);
  return (
    <div className="alone calling">
      <Avatar name={name} size="m" />
      <p role="status">
        <strong>{name}</strong>
        <br />
        {words}
      </p>
      {over && (
        <Button look="accent" icon={<IconPhone />} onClick={again}>
          {t('calling.again')}
        </Button>
      )}
      <Button icon={<IconPhoneOff />} onClick={() => session.leave()}>
        {t(over ? 'calling.close' : 'calling.cancel')}
      </Button>
    </div>
  );
}
