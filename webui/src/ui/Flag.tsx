import type { Language } from '../i18n/language';

/** The flag of a language, for the switch beside the emblem (A4). */
export function Flag({ language }: { language: Language }) {
  return (
    <svg width="22" height="16" viewBox="0 0 22 16" aria-hidden="true" className="flag">
      {language === 'ru' ? (
        <>
          <path fill="#fff" d="M0 0h22v16H0z" />
          <path fill="#1c57a7" d="M0 5.3h22v5.4H0z" />
          <path fill="#d52b1e" d="M0 10.7h22V16H0z" />
        </>
      ) : (
        <>
          <path fill="#1f3d7a" d="M0 0h22v16H0z" />
          <path stroke="#fff" strokeWidth="3" d="m0 0 22 16M22 0 0 16" />
          <path stroke="#c8202f" strokeWidth="1.2" d="m0 0 22 16M22 0 0 16" />
          <path stroke="#fff" strokeWidth="5" d="M11 0v16M0 8h22" />
          <path stroke="#c8202f" strokeWidth="3" d="M11 0v16M0 8h22" />
        </>
      )}
    </svg>
  );
}
