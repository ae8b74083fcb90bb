import { useTranslation } from 'react-i18next';
import type { ChapterName } from '../../../pages/guide/chapters';

/** Opens a chapter of the guide beside the call. */
export function GuideLink({ chapter }: { chapter: ChapterName }) {
  const { t } = useTranslation();
  return (
    <a href={`/guide#${chapter}`} target="_blank" rel="noreferrer">
      {t('guest.guide')}
    </a>
  );
}
