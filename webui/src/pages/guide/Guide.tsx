import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { product } from '../../state/product';
import { TopBar } from '../parts/TopBar';
import { english } from './english';
import { russian } from './russian';

/** A chapter of the user guide: a heading and paragraphs; a list is an array. */
export interface Chapter {
  id: string;
  title: string;
  body: (string | string[])[];
}

/** The user guide (A3), in the product itself so that it fits the version. */
export default function Guide() {
  const { t, i18n } = useTranslation();
  const chapters = i18n.language === 'ru' ? russian : english;
  useEffect(() => {
    document.title = `${t('guest.guide')} · ${product}`;
  }, [t]);
  return (
    <div className="page">
      <TopBar />
      <main className="guide">
        <h1>{t('guest.guide')}</h1>
        <nav aria-label={t('guide.contents')}>
          <ul>
            {chapters.map((c) => (
              <li key={c.id}>
                <a href={`#${c.id}`}>{c.title}</a>
              </li>
            ))}
          </ul>
        </nav>
        {chapters.map((c) => (
          <section key={c.id} id={c.id}>
            <h2>{c.title}</h2>
            {c.body.map((part) =>
              typeof part === 'string' ? (
                <p key={part}>{part}</p>
              ) : (
                <ul key={part.join()}>
                  {part.map((line) => (
                    <li key={line}>{line}</li>
                  ))}
                </ul>
              ),
            )}
          </section>
        ))}
      </main>
    </div>
  );
}
