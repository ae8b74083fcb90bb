import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCall, useConference } from '../../../call/context';
import { keypadFor } from '../../../call/panels';
import { participantOf } from '../../../state/conference';
import { useStore } from '../../../state/useStore';
import { Button } from '../../Button';
import { Dialog } from '../../Dialog';

const keys = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'] as const;

/** The keys of a telephone, for the menus of the far end (C21). */
export function KeypadDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const call = useCall();
  const participant = useStore(keypadFor, (id) => id);
  const name = useConference((c) => participantOf(c, participant)?.name) ?? '';
  const [sent, setSent] = useState('');
  const press = (digits: string) => {
    setSent((before) => before + digits);
    void call.act('digits', { participant, digits });
  };
  return (
    <Dialog title={t('dial.keypad', { name })} onClose={onClose}>
      <output className="dial-text">{sent || ' '}</output>
      <div className="keypad">
        {keys.map((key) => (
          <Button key={key} onClick={() => press(key)}>
            {key}
          </Button>
        ))}
      </div>
    </Dialog>
  );
}
