import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCall, useConference } from '../../../call/context';
import { transferOf } from '../../../call/panels';
import { dialText } from '../../../dial/dialText';
import { codeOf } from '../../../protocol/refusal';
import { participantOf } from '../../../state/conference';
import { useStore } from '../../../state/useStore';
import { Button } from '../../Button';
import { Dialog } from '../../Dialog';
import { Field } from '../../Field';

/** Asks the far end of a call to call somebody else instead. */
export function TransferDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const call = useCall();
  const participant = useStore(transferOf, (id) => id);
  const name = useConference((c) => participantOf(c, participant)?.name) ?? '';
  const [to, setTo] = useState('');
  const [code, setCode] = useState('');
  const submit = async (e: FormEvent) => {
    e.preventDefault();
    setCode('');
    try {
      await call.request('transfer', { participant, dial: dialText(to) || to.trim() });
      onClose();
    } catch (cause) {
      setCode(codeOf(cause));
    }
  };
  return (
    <Dialog title={t('transfer.title', { name })} onClose={onClose}>
      <form onSubmit={(e) => void submit(e)}>
        <Field
          label={t('transfer.to')}
          note={t('transfer.what')}
          value={to}
          autoFocus
          autoComplete="off"
          maxLength={3000}
          error={code && t([`errors.${code}`, 'errors.invalid'])}
          onChange={(e) => setTo(e.target.value)}
        />
        <div className="row">
          <Button type="submit" look="accent" disabled={!to.trim()}>
            {t('transfer.submit')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
