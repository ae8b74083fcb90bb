import { IconCircleCheck, IconLogin2, IconPencil, IconUserPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/problem';
import { useSession } from '../../call/context';
import { embedded } from '../../call/embedded';
import { notifyError } from '../../call/notices';
import { secretIn } from '../../call/registration';
import { useStore } from '../../state/useStore';
import { Button } from '../../ui/Button';
import { CopyButton } from '../../ui/CopyButton';
import { Dialog } from '../../ui/Dialog';
import { user } from '../parts/serverInfo';
import { type PageFacts, type Registered, takePart } from './page';
import { RegisterForm } from './RegisterForm';

interface Props {
  facts: PageFacts;
  /** The visitor takes part now: what the page shows him then. */
  onTaken: (facts: PageFacts) => void;
}

/** Who one is registered as, or how one registers (A11–A14). */
export function Registration({ facts, onTaken }: Props) {
  const session = useSession();
  const [bad, setBad] = useState(false);
  if (facts.registered) return <RegisteredAs facts={facts} />;
  const wrong = bad || session.identity().registration !== undefined;
  return (
    <section className="card door">
      {wrong && <BadLink onKnown={() => setBad(true)} />}
      {facts.registration?.open ? (
        <Open facts={facts} onTaken={onTaken} />
      ) : (
        <Closed facts={facts} onTaken={onTaken} />
      )}
    </section>
  );
}

function RegisteredAs({ facts }: { facts: PageFacts }) {
  const { t } = useTranslation();
  return (
    <section className="card door">
      <p className="planned-registered" role="status">
        <IconCircleCheck aria-hidden="true" />
        <span>{t('planned.registeredAs', { name: facts.registered?.name })}</span>
      </p>
      <p className="muted">{t('planned.ownLink')}</p>
    </section>
  );
}

/** The link that was opened is nobody's. */
function BadLink({ onKnown }: { onKnown: () => void }) {
  const { t } = useTranslation();
  const session = useSession();
  return (
    <div className="alert" role="alert">
      <p>{t('planned.badLink')}</p>
      <Button
        look="quiet"
        onClick={() => {
          session.register(undefined);
          onKnown();
        }}
      >
        {t('planned.withoutLink')}
      </Button>
    </div>
  );
}

function Open({ facts, onTaken }: Props) {
  const { t, i18n } = useTranslation();
  const [form, setForm] = useState(false);
  const [done, setDone] = useState<{ answer: Registered; email: string }>();
  const closes = facts.registration?.closesAt;
  if (done?.answer.mailed) {
    return (
      <p className="planned-registered" role="status">
        <IconCircleCheck aria-hidden="true" />
        <span>{t('planned.mailed', { email: done.email })}</span>
      </p>
    );
  }
  return (
    <>
      <h2>{t('planned.register.title')}</h2>
      {closes && (
        <p className="muted">
          {t('planned.register.until', {
            time: new Date(closes).toLocaleString(i18n.language, { dateStyle: 'long', timeStyle: 'short' }),
          })}
        </p>
      )}
      {form ? (
        <RegisterForm
          cid={facts.cid}
          fields={facts.registration?.fields ?? []}
          onDone={(answer, email) => setDone({ answer, email })}
        />
      ) : (
        <Button look="accent" icon={<IconPencil />} onClick={() => setForm(true)}>
          {t('planned.register.open')}
        </Button>
      )}
      {!form && <TakePart facts={facts} onTaken={onTaken} />}
      {done?.answer.link && <OwnLink link={done.answer.link} onClose={() => setDone(undefined)} />}
    </>
  );
}

/** Where no mail is sent the link is shown, this once (A12). */
function OwnLink({ link, onClose }: { link: string; onClose: () => void }) {
  const { t } = useTranslation();
  const session = useSession();
  const go = () => {
    session.register(secretIn(new URL(link).hash));
    onClose();
    session.again();
  };
  return (
    <Dialog
      title={t('planned.link.title')}
      onClose={go}
      actions={
        <>
          <CopyButton text={link} label={t('planned.link.copy')} />
          <Button look="accent" onClick={go}>
            {t('planned.link.go')}
          </Button>
        </>
      }
    >
      <p>{t('planned.link.text')}</p>
      <p className="planned-link" data-testid="own-link">
        {link}
      </p>
    </Dialog>
  );
}

function Closed({ facts, onTaken }: Props) {
  const { t } = useTranslation();
  const why = facts.registration?.whyNot;
  return (
    <>
      <h2>{t('planned.closed.title')}</h2>
      <p>
        {t([
          ...(facts.repeats ? [`planned.closed.${why}_repeats`] : []),
          `planned.closed.${why}`,
          'planned.closed.date',
        ])}
      </p>
      {why !== 'full' && <TakePart facts={facts} onTaken={onTaken} />}
    </>
  );
}

/** Whoever has an account takes part by one button (A14). */
function TakePart({ facts, onTaken }: Props) {
  const { t } = useTranslation();
  const who = useStore(user, (u) => u);
  const [busy, setBusy] = useState(false);
  if (!facts.mayTakePart || embedded) return null;
  const take = async () => {
    setBusy(true);
    try {
      onTaken(await takePart(facts.cid));
    } catch (cause) {
      notifyError(cause instanceof ApiError ? cause.code : 'internal');
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="planned-take">
      {who ? (
        <Button busy={busy} icon={<IconUserPlus />} onClick={() => void take()}>
          {t('planned.takePart', { name: who.name || who.login })}
        </Button>
      ) : (
        <a className="button button-plain" href={`/login?next=${encodeURIComponent(location.pathname)}`}>
          <IconLogin2 />
          <span>{t('planned.login')}</span>
        </a>
      )}
    </div>
  );
}
