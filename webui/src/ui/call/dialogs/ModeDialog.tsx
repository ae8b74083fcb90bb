import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCall, useConference } from '../../../call/context';
import type { Mode } from '../../../protocol/types';
import { Button } from '../../Button';
import { Dialog } from '../../Dialog';
import { Field } from '../../Field';

const modes: Mode[] = ['all_on_screen', 'video_lesson', 'managed_selector', 'auto_selector'];

/** The mode of the meeting (F1–F5). */
export function ModeDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const call = useCall();
  const info = useConference((c) => c.info);
  const [mode, setMode] = useState<Mode>(info.mode ?? 'all_on_screen');
  const [speakers, setSpeakers] = useState(String(info.maxSpeakers || 4));
  const selector = mode === 'managed_selector' || mode === 'auto_selector';
  const number = Number(speakers);
  const wrong = selector && !(Number.isInteger(number) && number >= 1 && number <= 49);
  const save = async () => {
    const done = await call.act('mode', { mode, ...(selector ? { maxSpeakers: number } : {}) });
    if (done) onClose();
  };
  return (
    <Dialog
      title={t('mode.title')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button look="accent" disabled={wrong} onClick={() => void save()}>
            {t('save')}
          </Button>
        </>
      }
    >
      <fieldset className="modes">
        <legend className="only-read">{t('mode.title')}</legend>
        {modes.map((m) => (
          <label key={m} className="mode-choice">
            <input type="radio" name="mode" checked={mode === m} onChange={() => setMode(m)} />
            <span>
              <strong>{t(`mode.${m}`)}</strong>
              <small>{t(`mode.${m}_note`)}</small>
            </span>
          </label>
        ))}
      </fieldset>
      {selector && (
        <Field
          label={t('mode.speakers')}
          type="number"
          min={1}
          max={49}
          value={speakers}
          error={wrong ? t('mode.speakersWrong') : undefined}
          onChange={(e) => setSpeakers(e.target.value)}
        />
      )}
    </Dialog>
  );
}
