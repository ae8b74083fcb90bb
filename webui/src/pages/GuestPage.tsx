import { IconArrowRight, IconBook2, IconCalendarPlus, IconSettings } from '@tabler/icons-react';
import { type FormEvent, lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { cidOf } from '../call/cid';
import { withTexts } from '../i18n/parts';
import { useStore } from '../state/useStore';
import { Bell } from '../ui/Bell';
import { Button } from '../ui/Button';
import { Field } from '../ui/Field';
import { Notices } from '../ui/Notices';
import { GuestRing } from './parts/GuestRing';
import { user } from './parts/serverInfo';
import { TopBar } from './parts/TopBar';

const InstallWay = lazy(() => withTexts('install', import('./install/InstallWay')));

const whole = <T,>(value: T) => value;

/** The start page of the server (A1–A7). */
export function GuestPage() {
  const { t } = useTranslation();
  const who = useStore(user, whole);
  return (
    <div className="page">
      <TopBar />
      <main className="guest">
        <div className="guest-hero">
          <Bell size={72} />
          <h1>{t('guest.title')}</h1>
          <p className="lead">{t('guest.lead')}</p>
        </div>
        <JoinForm />
        <ul className="guest-ways">
          <Way
            href={who ? '/cabinet/?new' : '/login?next=%2Fcabinet%2F%3Fnew'}
            icon={<IconCalendarPlus />}
            name="schedule"
          />
          <Way href="/guide" icon={<IconBook2 />} name="guide" />
          <Suspense>
            <InstallWay />
          </Suspense>
          {who?.admin && <Way href="/admin/" icon={<IconSettings />} name="admin" />}
        </ul>
      </main>
      {who && <GuestRing />}
      <Notices />
    </div>
  );
}

function JoinForm() {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [wrong, setWrong] = useState(false);
  const submit = (e: FormEvent) => {
    e.preventDefault();
    const cid = cidOf(text);
    if (cid) location.assign(`/c/${encodeURIComponent(cid)}`);
    else setWrong(true);
  };
  return (
    <form className="card guest-join" onSubmit={submit} noValidate>
      <Field
        label={t('guest.id')}
        placeholder={t('guest.idSample')}
        value={text}
        autoComplete="off"
        spellCheck={false}
        inputMode="text"
        error={wrong ? t('guest.idWrong') : undefined}
        onChange={(e) => {
          setText(e.target.value);
          setWrong(false);
        }}
      />
      <Button type="submit" look="accent" icon={<IconArrowRight />}>
        {t('guest.join')}
      </Button>
    </form>
  );
}

function Way({ href, icon, name }: { href: string; icon: React.ReactNode; name: string }) {
  const { t } = useTranslation();
  return (
    <li>
      <a className="way" href={href}>
        {icon}
        <span>
          <strong>{t(`guest.${name}`)}</strong>
          <small>{t(`guest.${name}Note`)}</small>
        </span>
      </a>
    </li>
  );
}
