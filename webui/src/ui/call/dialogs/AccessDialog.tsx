import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCall, useConference } from '../../../call/context';
import { linkOf } from '../../../call/link';
import { codeOf } from '../../../protocol/refusal';
import { Button } from '../../Button';
import { CopyButton } from '../../CopyButton';
import { Dialog } from '../../Dialog';
import { Field } from '../../Field';

/** PIN and ID, both changeable while the conference runs (K1–K4). */
export function AccessDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const call = useCall();
  const info = useConference((c) => c.info);
  const [pin, setPin] = useState(info.pin ?? '');
  const [cid, setCid] = useState(info.cid);
  const [error, setError] = useState<{ field: 'pin' | 'cid'; code: string }>();
  const change = async (field: 'pin' | 'cid', fields: { pin?: string | null; cid?: string }) => {
    setError(undefined);
    try {
      const now = await call.request('access', fields);
      setPin(now.pin ?? '');
      setCid(now.cid);
    } catch (cause) {
      setError({ field, code: codeOf(cause) });
    }
  };
  const errorOf = (field: 'pin' | 'cid') =>
    error?.field === field ? t([`errors.${error.code}`, 'errors.invalid']) : undefined;
  const submit = (field: 'pin' | 'cid') => (e: FormEvent) => {
    e.preventDefault();
    void change(field, field === 'pin' ? { pin: pin.trim() || null } : { cid: cid.trim() });
  };
  return (
    <Dialog title={t('access.title')} onClose={onClose}>
      <form onSubmit={submit('pin')}>
        <Field
          label={t('access.pin')}
          note={t(info.hasPin ? 'access.pinSet' : 'access.pinNone')}
          value={pin}
          autoComplete="off"
          maxLength={32}
          error={errorOf('pin')}
          onChange={(e) => setPin(e.target.value)}
        />
        <div className="row">
          <Button type="submit" look="accent" disabled={!pin.trim() || pin === info.pin}>
            {t('access.setPin')}
          </Button>
          <Button onClick={() => void change('pin', { pin: 'new' })}>{t('access.makePin')}</Button>
          {info.hasPin && (
            <Button onClick={() => void change('pin', { pin: null })}>{t('access.noPin')}</Button>
          )}
        </div>
      </form>
      <hr />
      <form onSubmit={submit('cid')}>
        <Field
          label={t('access.cid')}
          note={t('access.cidNote')}
          value={cid}
          autoComplete="off"
          maxLength={32}
          error={errorOf('cid')}
          onChange={(e) => setCid(e.target.value)}
        />
        <div className="row">
          <Button type="submit" look="accent" disabled={!cid.trim() || cid === info.cid}>
            {t('access.setCid')}
          </Button>
          <CopyButton text={linkOf(info)} label={t('info.copy')} />
        </div>
      </form>
    </Dialog>
  );
}
