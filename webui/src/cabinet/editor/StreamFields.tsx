import { Alert, NumberInput, Switch, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { StreamRules } from '../data/conference';
import { Copy } from '../parts/Copy';
import type { RoomFormHandle } from './form';

/** C20, I16: players may watch the meeting as a stream, at an address of its own. */
export function StreamFields({ form, address }: { form: RoomFormHandle; address?: string }) {
  const { t } = useTranslation();
  const { rtspOutput, stream, pinOn } = form.values;
  const set = (change: Partial<StreamRules>) => form.setFieldValue('stream', { ...stream, ...change });
  return (
    <>
      <Switch
        label={t('additional.stream')}
        description={t('additional.streamHint')}
        {...form.getInputProps('rtspOutput', { type: 'checkbox' })}
      />
      {rtspOutput && (
        <>
          <Address address={address} />
          {!pinOn && !stream.password && (
            <Alert color="yellow" variant="light">
              {t('additional.streamOpen')}
            </Alert>
          )}
          <TextInput
            label={t('additional.streamPassword')}
            description={t('additional.streamPasswordHint')}
            autoCapitalize="none"
            autoComplete="off"
            spellCheck={false}
            maxLength={64}
            error={form.errors.stream}
            data-field="stream"
            value={stream.password ?? ''}
            onChange={(e) => set({ password: e.currentTarget.value.trim() })}
          />
          <NumberInput
            label={t('additional.streamReaders')}
            description={t('additional.streamReadersHint')}
            allowDecimal={false}
            min={0}
            max={10_000}
            value={stream.readers}
            onChange={(value) => set({ readers: Number(value) || 0 })}
          />
          <Switch
            label={t('additional.streamMulticast')}
            description={t('additional.streamMulticastHint')}
            checked={stream.multicast}
            onChange={(e) => set({ multicast: e.currentTarget.checked })}
          />
        </>
      )}
    </>
  );
}

/** The address to copy; the server tells it once the stream is saved as on. */
function Address({ address }: { address?: string }) {
  const { t } = useTranslation();
  if (!address)
    return (
      <Text size="sm" c="dimmed">
        {t('additional.streamLater')}
      </Text>
    );
  return (
    <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
      {address} <Copy value={address} label={t('room.copyStream')} />
    </Text>
  );
}
