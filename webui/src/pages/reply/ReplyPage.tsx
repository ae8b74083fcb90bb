import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { ApiError } from '../../api/problem';
import { Bell } from '../../ui/Bell';
import { Button } from '../../ui/Button';
import { TopBar } from '../parts/TopBar';
import { type Answer, answers, asked, whenOf } from './asked';

/** What the server tells of an invitation. */
interface Invitation {
  name: string;
  ownerName: string;
  url: string;
  next?: { start: string; end: string };
  reply?: Answer;
}

const send = (token: string, reply?: Answer) => api.post<Invitation>('/replies', { token, reply });

/**
 * Behind the links of an invitation (NB2). It asks before it answers: programs that look
 * into letters follow links, and they press no buttons.
 */
export default function ReplyPage() {
  const { t } = useTranslation();
  const [{ token, answer }] = useState(() => asked(location.hash));
  const [invitation, setInvitation] = useState<Invitation>();
  const [fault, setFault] = useState('');
  const [busy, setBusy] = useState<Answer>();
  const failed = (error: unknown) =>
    setFault(t(error instanceof ApiError && error.status === 404 ? 'reply.unknown' : 'reply.failed'));
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is asked for once, whatever the language
  useEffect(() => {
    document.title = t('reply.title');
    send(token).then(setInvitation, failed);
  }, [token]);
  const reply = async (with_: Answer) => {
    setBusy(with_);
    setFault('');
    await send(token, with_).then(setInvitation, failed);
    setBusy(undefined);
  };
  return (
    <div className="page">
      <TopBar />
      <main className="narrow">
        <div className="card door centred">
          <Bell size={48} />
          <h1>{invitation?.name ?? t('reply.title')}</h1>
          {fault && <p role="alert">{fault}</p>}
          {invitation && <Asked invitation={invitation} answer={answer} busy={busy} onReply={reply} />}
        </div>
      </main>
    </div>
  );
}

interface Props {
  invitation: Invitation;
  /** The one whose link was followed. */
  answer?: Answer;
  busy?: Answer;
  onReply: (answer: Answer) => void;
}

function Asked({ invitation, answer, busy, onReply }: Props) {
  const { t, i18n } = useTranslation();
  const { next, reply } = invitation;
  return (
    <>
      <p>{t('reply.from', { name: invitation.ownerName })}</p>
      {next && <p className="tabular">{whenOf(next.start, next.end, i18n.language)}</p>}
      <p role="status">{reply ? t(`reply.said.${reply}`) : t('reply.ask')}</p>
      <div className="row">
        {answers.map((one) => (
          <Button
            key={one}
            look={one === (reply || answer) ? 'accent' : 'plain'}
            aria-pressed={one === reply}
            busy={busy === one}
            disabled={busy !== undefined}
            onClick={() => onReply(one)}
          >
            {t(`reply.${one}`)}
          </Button>
        ))}
      </div>
      <p>
        <a href={invitation.url}>{t('reply.page')}</a>
      </p>
    </>
  );
}
