import { useTranslation } from 'react-i18next';
import type { NamePosition, Rect } from '../../layout/layout';

interface Props {
  /** Of whom the window is kept for; empty: for nobody. */
  name: string;
  rect: Rect;
  names: NamePosition;
}

/** A window that nobody is in: its place is kept (G9). */
export function EmptyTile({ name, rect, names }: Props) {
  const { t } = useTranslation();
  return (
    <article
      className="tile is-empty"
      style={{ left: rect.x, top: rect.y, width: rect.w, height: rect.h }}
      aria-label={name ? t('tile.keptFor', { name }) : t('tile.empty')}
    >
      <div className="tile-box">
        {name && <p className={`tile-name names-${names || 'bottom'}`}>{name}</p>}
      </div>
    </article>
  );
}
