import { Input, SegmentedControl, Select, Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type LayoutType, types } from '../../layout/layout';
import { type RecordingRules, recordingLines } from '../data/conference';
import { usualRecording } from './draft';
import type { RoomFormHandle } from './form';

/** G17: what of the meeting is recorded, and whether by itself. */
export function RecordingFields({ form }: { form: RoomFormHandle }) {
  const { t } = useTranslation();
  const rules = form.values.recording ?? usualRecording;
  const set = (change: Partial<RecordingRules>) => form.setFieldValue('recording', { ...rules, ...change });
  return (
    <>
      <Switch
        label={t('additional.recordAutomatic')}
        description={t('additional.recordAutomaticHint')}
        checked={rules.automatic}
        data-field="recording"
        onChange={(e) => set({ automatic: e.currentTarget.checked })}
      />
      <Select
        label={t('additional.recordLayout')}
        allowDeselect={false}
        value={rules.layout || 'same'}
        error={form.errors.recording}
        onChange={(value) => set({ layout: value === 'same' ? '' : (value as LayoutType) })}
        data={[
          { value: 'same', label: t('additional.recordSame') },
          ...types().map((type) => ({ value: type, label: t(`layout.types.${type}`) })),
        ]}
      />
      <Input.Wrapper
        label={t('additional.recordLines')}
        labelElement="div"
        description={t('additional.recordLinesHint')}
      >
        <SegmentedControl
          fullWidth
          mt={6}
          aria-label={t('additional.recordLines')}
          value={String(rules.lines || usualRecording.lines)}
          onChange={(value) => set({ lines: Number(value) as RecordingRules['lines'] })}
          data={recordingLines.map((n) => ({ value: String(n), label: t('additional.lines', { n }) }))}
        />
      </Input.Wrapper>
      <Switch
        label={t('additional.recordTracks')}
        description={t('additional.recordTracksHint')}
        checked={rules.tracks}
        onChange={(e) => set({ tracks: e.currentTarget.checked })}
      />
    </>
  );
}
