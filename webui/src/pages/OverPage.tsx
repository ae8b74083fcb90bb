import { IconArrowBackUp, IconMovie } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../call/context';
import type { Stage } from '../call/stage';
import { Bell } from '../ui/Bell';
import { Button } from '../ui/Button';
import { TopBar } from './parts/TopBar';

type Props = Pick<Extract<Stage, { name: 'over' }>, 'code' | 'recorded' | 'call'>;

/** After the call: what happened, the way back, and to what was recorded. */
export function OverPage({ code, recorded, call }: Props) {
  const { t } = useTranslation();
  const session = useSession();
  const hungUp = call && (code === 'left' || code === 'ended');
  const words = hungUp ? 'call' : code;
  const back = !hungUp && ['left', 'stopped', 'lost', 'replaced', 'moved', 'disconnected'].includes(code);
  return (
    <div className="page">
      <TopBar />
      <main className="narrow">
        <div className="card door centred">
          <Bell size={48} />
          <h1>{t(`over.${words}.title`)}</h1>
          <p>{t(`over.${words}.text`)}</p>
          <div className="row">
            {back && (
              <Button look="accent" icon={<IconArrowBackUp />} autoFocus onClick={() => session.again()}>
                {t(code === 'moved' ? 'over.backHere' : 'over.back')}
              </Button>
            )}
            {recorded && (
              <a className="button button-plain" href={`/cabinet/rooms/${recorded}/recordings`}>
                <IconMovie />
                <span>{t('over.recordings')}</span>
              </a>
            )}
            {call && (
              <a className="button button-accent" href="/cabinet/contacts">
                <span>{t('over.contacts')}</span>
              </a>
            )}
            <a className="button button-plain" href="/">
              <span>{t('toStart')}</span>
            </a>
          </div>
        </div>
      </main>
    </div>
  );
}
