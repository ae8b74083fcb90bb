import { IconDeviceCctv, IconPhoneCall } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Explained } from '../../api/types';
import { useCall } from '../../call/context';
import { dialText, partAt } from '../../dial/dialText';
import { hideCredentials } from '../../dial/hideCredentials';
import { useExplained } from '../../dial/useExplained';
import { Button } from '../Button';
import { TerminalIcon } from './TerminalIcon';

/** Offers to call what is typed, if it is a dial string, or says what is wrong with it. */
export function DialOffer({ typed }: { typed: string }) {
  const { t } = useTranslation();
  const text = dialText(typed);
  const known = useExplained(text);
  if (/^rtsps?:\/*$/i.test(text)) return <p className="field-note">{t('invite.cameraHint')}</p>;
  if (!known) return null;
  const { explained, failed } = known;
  if (!explained) {
    const code = failed === 'sign_in_needed' ? 'no_right' : failed;
    return <p className="alert">{t([`errors.${code}`, 'errors.internal'])}</p>;
  }
  return explained.error ? (
    <Wrong text={text} error={explained.error} />
  ) : (
    <Right text={text} explained={explained} />
  );
}

function Wrong({ text, error }: { text: string; error: NonNullable<Explained['error']> }) {
  const { t } = useTranslation();
  const [right, wrong] = partAt(text, error.at);
  return (
    <div role="status">
      <p className="dial-text">
        {right}
        <mark>{wrong || ' '}</mark>
      </p>
      <p className="field-note">{t([`errors.dial_${error.code}`, 'errors.invalid'])}</p>
    </div>
  );
}

function Right({ text, explained }: { text: string; explained: Explained }) {
  const { t } = useTranslation();
  const call = useCall();
  const { kind = '', canonical = '', name = '', refused } = explained;
  const camera = kind === 'rtsp';
  const what = t(`dial.kind.${kind}`);
  return (
    <div className="person dial-offer" role="status">
      <TerminalIcon kind={kind} />
      <span className="person-words">
        <span className="person-name">{hideCredentials(canonical)}</span>
        <small>{refused ? t([`errors.${refused.code}`, 'errors.denied']) : what}</small>
        {camera && !refused && <small>{t('invite.cameraSealed')}</small>}
      </span>
      {!refused && (
        <Button
          icon={camera ? <IconDeviceCctv /> : <IconPhoneCall />}
          aria-label={t(camera ? 'invite.addName' : 'invite.callName', { name })}
          onClick={() => void call.act('invite', { dial: text })}
        >
          {t(camera ? 'invite.addCamera' : 'invite.call')}
        </Button>
      )}
    </div>
  );
}
