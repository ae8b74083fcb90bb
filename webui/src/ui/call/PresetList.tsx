import { IconDeviceFloppy } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCall } from '../../call/context';
import type { Preset } from '../../protocol/types';
import { Button } from '../Button';
import { Field } from '../Field';
import { IconButton } from '../IconButton';

interface Props {
  participant: string;
  presets: Preset[];
  /** There is one more. */
  changed: () => void;
}

/** The places that a camera keeps: to go to, and to add where it looks now. */
export function PresetList({ participant, presets, changed }: Props) {
  const { t } = useTranslation();
  const call = useCall();
  const [name, setName] = useState('');
  const keep = async () => {
    if (!name.trim() || !(await call.act('ptz', { participant, do: 'keep', name: name.trim() }))) return;
    setName('');
    changed();
  };
  return (
    <div className="optics-presets">
      {presets.map((preset) => (
        <Button
          key={preset.token}
          onClick={() => void call.act('ptz', { participant, do: 'go', preset: preset.token })}
        >
          {preset.name || preset.token}
        </Button>
      ))}
      <form
        onSubmit={(e) => {
          e.preventDefault();
          void keep();
        }}
      >
        <Field
          label={t('optics.keep')}
          value={name}
          maxLength={100}
          onChange={(e) => setName(e.target.value)}
          after={
            <IconButton
              type="submit"
              label={t('optics.save')}
              icon={<IconDeviceFloppy />}
              disabled={!name.trim()}
            />
          }
        />
      </form>
    </div>
  );
}
