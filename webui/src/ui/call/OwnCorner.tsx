import { useTranslation } from 'react-i18next';
import { useCall, useSession } from '../../call/context';
import { settings } from '../../state/settings';
import { useStore } from '../../state/useStore';
import { Picture } from '../Picture';

/** The own picture in the corner, for those who do not want it among the others. */
export function OwnCorner() {
  const { t } = useTranslation();
  const call = useCall();
  const shown = useStore(call.display, (d) => d.self || d.composed);
  const mirror = useStore(settings, (s) => s.mirror);
  const track = useStore(useSession().capture.camera, (d) => (d.on ? d.track : undefined));
  if (shown || !track) return null;
  return (
    <section className="own-corner" aria-label={t('call.own')}>
      <Picture track={track} mirrored={mirror} />
    </section>
  );
}
