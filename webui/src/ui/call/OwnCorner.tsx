import { useTranslation } from 'react-i18next';
import { useCall, useConference, useSession } from '../../call/context';
import { settings } from '../../state/settings';
import { useStore } from '../../state/useStore';
import { Picture } from '../Picture';

/** The own picture in the corner, for those who do not want it among the others. */
export function OwnCorner() {
  const { t } = useTranslation();
  const call = useCall();
  const asked = useStore(call.display, (d) => d.self || d.composed);
  const placed = useConference((c) =>
    c.view.windows.some((w) => w.participant === c.you.id && w.source === 'camera'),
  );
  const shown = asked || placed;
  const mirror = useStore(settings, (s) => s.mirror);
  const track = useStore(useSession().capture.camera, (d) => (d.on ? d.track : undefined));
  if (shown || !track) return null;
  return (
    <section className="own-corner" aria-label={t('call.own')}>
      <Picture track={track} mirrored={mirror} />
    </section>
  );
}
