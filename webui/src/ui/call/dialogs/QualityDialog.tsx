import { useTranslation } from 'react-i18next';
import { useCall, useConference } from '../../../call/context';
import { changeSettings, settings } from '../../../state/settings';
import { useStore } from '../../../state/useStore';
import { Choice } from '../../Choice';
import { Dialog } from '../../Dialog';

/** How well one is connected, and how much one wants to receive. */
export function QualityDialog({ onClose }: { onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const call = useCall();
  const quality = useConference((c) => c.quality);
  const counters = useStore(call.connection.counters, (c) => c);
  const receive = useStore(settings, (s) => s.receive);
  const percent = (part: number) =>
    part.toLocaleString(i18n.language, { style: 'percent', maximumFractionDigits: 1 });
  const megabits = (bits: number) =>
    t('quality.megabits', {
      value: (bits / 1e6).toLocaleString(i18n.language, { maximumFractionDigits: 1 }),
    });
  const facts: [string, string | undefined][] = [
    [t('quality.state'), quality && t(`quality.${quality.level}`)],
    [t('quality.delay'), quality && t('quality.milliseconds', { value: Math.round(quality.rtt) })],
    [t('quality.lossUp'), quality && percent(quality.lossUp)],
    [t('quality.lossDown'), quality && percent(quality.lossDown)],
    [t('quality.estimate'), quality && quality.estimate > 0 ? megabits(quality.estimate) : undefined],
    [t('quality.way'), counters?.protocol],
  ];
  return (
    <Dialog title={t('quality.title')} onClose={onClose}>
      {!quality && <p>{t('quality.unknown')}</p>}
      <dl className="facts tabular">
        {facts.map(([name, value]) =>
          value ? (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ) : null,
        )}
      </dl>
      {quality?.level === 'poor' && <p className="alert">{t('quality.advice')}</p>}
      <Choice
        label={t('quality.receive')}
        value={String(receive)}
        options={[
          { value: '0', label: t('quality.receiveAll') },
          { value: '2000000', label: t('quality.receiveLess') },
          { value: '500000', label: t('quality.receiveLittle') },
        ]}
        onChange={(value) => {
          changeSettings({ receive: Number(value) });
          call.tellQuality();
        }}
      />
    </Dialog>
  );
}
