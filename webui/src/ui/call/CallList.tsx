import { IconPhoneCall, IconPhoneOff, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useCall, useConference } from '../../call/context';
import type { OutsideCall } from '../../protocol/types';
import { IconButton } from '../IconButton';
import { TerminalIcon } from './TerminalIcon';

/** Calls to the outside that nobody has answered, and those that are over. */
export function CallList() {
  const { t } = useTranslation();
  const calls = useConference((c) => c.calls);
  const shown = calls.filter((k) => k.state !== 'answered');
  if (shown.length === 0) return null;
  return (
    <ul className="people" aria-label={t('dial.calls')}>
      {shown.map((k) => (
        <CallRow key={k.id} outside={k} />
      ))}
    </ul>
  );
}

function CallRow({ outside }: { outside: OutsideCall }) {
  const { t } = useTranslation();
  const call = useCall();
  const { id, name, dial, state, reason } = outside;
  const over = state === 'failed' || state === 'ended';
  const words = over ? t([`dial.reason.${reason?.code}`, 'dial.reason.failed']) : t(`dial.state.${state}`);
  return (
    <li className="person">
      <TerminalIcon kind={outside.kind} />
      <span className="person-words">
        <span className="person-name">{name}</span>
        <small role="status">{words}</small>
        <small className="muted">{dial}</small>
      </span>
      {over && (
        <IconButton
          label={t('dial.again', { name })}
          icon={<IconPhoneCall />}
          onClick={() => void call.act('retry', { call: id })}
        />
      )}
      <IconButton
        label={t(over ? 'dial.dismiss' : 'dial.stop', { name })}
        icon={over ? <IconX /> : <IconPhoneOff />}
        onClick={() => void call.act('uninvite', { call: id })}
      />
    </li>
  );
}
