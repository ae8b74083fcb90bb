import { IconArrowRight, IconExternalLink } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/problem';
import { product } from '../../state/product';
import { Button } from '../../ui/Button';
import { ConferencePage } from '../ConferencePage';
import { TopBar } from '../parts/TopBar';
import { Meeting } from '../planned/Meeting';
import { factsOf, type PageFacts } from '../planned/page';

/**
 * A conference in a page of another site (A15): what it is and when, and the way in,
 * here in the frame or in a window of its own. Nothing is asked of camera and
 * microphone before somebody wants to come in.
 */
export default function WidgetPage({ cid }: { cid: string }) {
  const { t } = useTranslation();
  const [inside, setInside] = useState(false);
  const [facts, setFacts] = useState<PageFacts>();
  const [code, setCode] = useState('');
  useEffect(() => {
    const stop = new AbortController();
    factsOf(cid, {}, stop.signal).then(setFacts, (cause: unknown) => {
      if (!stop.signal.aborted) setCode(cause instanceof ApiError ? cause.code : 'internal');
    });
    return () => stop.abort();
  }, [cid]);
  useEffect(() => {
    document.title = facts?.name ?? product;
  }, [facts]);
  if (inside) return <ConferencePage cid={cid} />;
  return (
    <div className="page">
      <TopBar />
      <main className="narrow" aria-busy={!facts && !code}>
        <article className="card door">
          {facts ? <Meeting facts={facts} /> : code ? <Unknown code={code} /> : <Loading />}
          {(facts || code === 'pin_required') && (
            <>
              <Button look="accent" icon={<IconArrowRight />} onClick={() => setInside(true)}>
                {t(wayIn(facts))}
              </Button>
              <a
                className="button button-plain"
                href={`/c/${encodeURIComponent(cid)}`}
                target="_blank"
                rel="noreferrer"
              >
                <IconExternalLink />
                <span>{t('widget.open')}</span>
              </a>
            </>
          )}
        </article>
      </main>
    </div>
  );
}

function wayIn(facts: PageFacts | undefined): string {
  if (facts?.registration?.open) return 'widget.register';
  return facts && !facts.entry ? 'widget.details' : 'widget.join';
}

function Unknown({ code }: { code: string }) {
  const { t } = useTranslation();
  if (code === 'pin_required') {
    return (
      <>
        <h1>{t('pin.title')}</h1>
        <p>{t('pin.text')}</p>
      </>
    );
  }
  return (
    <>
      <h1>{t([`refused.${code}.title`, 'refused.other.title'])}</h1>
      <p>{t([`refused.${code}.text`, `errors.${code}`, 'errors.internal'])}</p>
    </>
  );
}

function Loading() {
  return (
    <>
      <div className="skeleton line" />
      <div className="skeleton line short" />
    </>
  );
}
