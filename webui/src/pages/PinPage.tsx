import { IconArrowRight } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../call/context';
import { useStore } from '../state/useStore';
import { Button } from '../ui/Button';
import { Field } from '../ui/Field';
import { TopBar } from './parts/TopBar';

/** Nothing of the conference is shown before its PIN (P3). */
export function PinPage({ wrong }: { wrong: boolean }) {
  const { t } = useTranslation();
  const session = useSession();
  const busy = useStore(session.busy, Boolean);
  const [pin, setPin] = useState('');
  const [changed, setChanged] = useState(false);
  const submit = (e: FormEvent) => {
    e.preventDefault();
    setChanged(false);
    if (pin.trim()) void session.look(pin.trim());
  };
  return (
    <div className="page">
      <TopBar />
      <main className="narrow">
        <form className="card door" onSubmit={submit}>
          <h1>{t('pin.title')}</h1>
          <p>{t('pin.text')}</p>
          <Field
            label={t('pin.label')}
            value={pin}
            autoFocus
            required
            autoComplete="one-time-code"
            maxLength={64}
            error={wrong && !changed ? t('errors.pin_wrong') : undefined}
            onChange={(e) => {
              setPin(e.target.value);
              setChanged(true);
            }}
          />
          <Button type="submit" look="accent" busy={busy} icon={<IconArrowRight />}>
            {t('pin.go')}
          </Button>
        </form>
      </main>
    </div>
  );
}
