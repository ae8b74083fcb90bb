import { IconPrinter, IconSearch } from '@tabler/icons-react';
import { useEffect, useEffectEvent, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import type { Language } from '../../i18n/language';
import { product } from '../../state/product';
import { Button } from '../../ui/Button';
import { TopBar } from '../parts/TopBar';
import { chapterOf } from './chapter';
import { type Part, parts, sources } from './chapters';
import { Section } from './Section';
import { has, wordsOf } from './search';
import './guide.css';

/** The user guide (A3, D15), in the product itself so that it fits the version. */
export default function Guide() {
  const { t } = useTranslation();
  const chapters = useSources();
  const [query, setQuery] = useState('');
  const found = wordsOf(query);
  useEffect(() => {
    document.title = `${t('guest.guide')} · ${product}`;
  }, [t]);
  useAim(Boolean(chapters) && query === '', () => setQuery(''));
  const shown = (Object.keys(parts) as Part[])
    .map((part) => ({ part, names: parts[part].filter((name) => has(chapters?.[name] ?? '', found)) }))
    .filter(({ names }) => names.length > 0);
  return (
    <div className="page">
      <TopBar />
      <main className="guide" aria-busy={!chapters}>
        <header>
          <h1>{t('guest.guide')}</h1>
          <search className="guide-search">
            <IconSearch aria-hidden="true" />
            <input
              type="search"
              aria-label={t('guide.search')}
              placeholder={t('guide.search')}
              value={query}
              onChange={(e) => setQuery(e.target.value)}
            />
          </search>
          <Button icon={<IconPrinter />} onClick={() => print()}>
            {t('guide.print')}
          </Button>
        </header>
        {chapters && (
          <>
            <nav aria-label={t('guide.contents')}>
              {shown.map(({ part, names }) => (
                <div key={part}>
                  <h2>{t(`guide.part.${part}`)}</h2>
                  <ul>
                    {names.map((name) => (
                      <li key={name}>
                        <a href={`#${name}`}>{chapterOf(chapters[name] ?? '').title}</a>
                      </li>
                    ))}
                  </ul>
                </div>
              ))}
            </nav>
            <article>
              <p role="status" className="guide-found">
                {found.length > 0 && t('guide.found', { count: shown.flatMap(({ names }) => names).length })}
              </p>
              {shown.map(({ part, names }) => (
                <div key={part}>
                  <h2>{t(`guide.part.${part}`)}</h2>
                  {names.map((name) => (
                    <Section key={name} name={name} source={chapters[name] ?? ''} found={found} />
                  ))}
                </div>
              ))}
            </article>
          </>
        )}
      </main>
    </div>
  );
}

/** Shows the chapter that the address names, as soon as all are there; `all` brings them back after a search. */
function useAim(there: boolean, all: () => void): void {
  const aim = useSyncExternalStore(
    (changed) => {
      addEventListener('hashchange', changed);
      return () => removeEventListener('hashchange', changed);
    },
    () => location.hash,
  );
  const bringBack = useEffectEvent(all);
  useEffect(() => {
    if (aim) bringBack();
  }, [aim]);
  useEffect(() => {
    if (there && aim) document.getElementById(aim.slice(1))?.scrollIntoView();
  }, [there, aim]);
}

/** The chapters in the language of the page. */
function useSources(): Record<string, string> | undefined {
  const { i18n } = useTranslation();
  const language = i18n.language as Language;
  const [chapters, setChapters] = useState<Record<string, string>>();
  useEffect(() => {
    let wanted = true;
    void sources(language).then((all) => {
      if (wanted) setChapters(all);
    });
    return () => {
      wanted = false;
    };
  }, [language]);
  return chapters;
}
