import { IconArrowRight } from '@tabler/icons-react';
import { type FormEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../call/context';
import type { Prospect } from '../protocol/types';
import { changeSettings, settings } from '../state/settings';
import { useStore } from '../state/useStore';
import { Button } from '../ui/Button';
import { DeviceSettings } from '../ui/DeviceSettings';
import { Field } from '../ui/Field';
import { ConferenceFacts } from './parts/ConferenceFacts';
import { Preview } from './parts/Preview';
import { TopBar } from './parts/TopBar';

interface Props {
  prospect: Prospect;
  error?: string;
}

/** Before joining: how one looks and sounds, under which name, into what. */
export function PreparePage({ prospect, error }: Props) {
  const { t } = useTranslation();
  const session = useSession();
  const busy = useStore(session.busy, Boolean);
  const who = useStore(session.hello, (h) => h?.user);
  const [name, setName] = useState(() => settings.get().name);
  const [nameless, setNameless] = useState(false);
  const asksName = !prospect.registered && (prospect.needsName || !who);

  useEffect(() => {
    const { microphone, camera } = settings.get();
    void session.capture.set('microphone', microphone);
    void session.capture.set('camera', camera);
  }, [session]);

  const submit = (e: FormEvent) => {
    e.preventDefault();
    if (asksName && !name.trim()) return setNameless(true);
    if (asksName) changeSettings({ name: name.trim() });
    void session.join(asksName ? name : '');
  };
  const nameError = nameless || error === 'name_required' ? t('errors.name_required') : undefined;
  return (
    <div className="page">
      <TopBar />
      <main className="prepare">
        <Preview />
        <form className="card door" onSubmit={submit} noValidate>
          <ConferenceFacts info={prospect.conference} />
          {asksName ? (
            <Field
              label={t('prepare.name')}
              value={name}
              autoComplete="name"
              maxLength={100}
              error={nameError}
              onChange={(e) => {
                setName(e.target.value);
                setNameless(false);
              }}
            />
          ) : (
            <p>
              {prospect.registered
                ? t('prepare.registeredAs', { name: prospect.registered })
                : t('prepare.as', { name: who?.name || who?.login })}
            </p>
          )}
          {error && !nameError && (
            <p className="alert" role="alert">
              {t([`errors.${error}`, 'errors.internal'])}
            </p>
          )}
          <Button type="submit" look="accent" busy={busy} icon={<IconArrowRight />}>
            {t(prospect.entry === 'wait' ? 'prepare.ask' : 'prepare.join')}
          </Button>
          <details className="prepare-devices">
            <summary>{t('prepare.devices')}</summary>
            <DeviceSettings />
          </details>
        </form>
      </main>
    </div>
  );
}
