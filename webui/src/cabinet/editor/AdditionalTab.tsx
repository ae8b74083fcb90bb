import {
  Button,
  Checkbox,
  NumberInput,
  Stack,
  Switch,
  Text,
  Textarea,
  TextInput,
  Title,
} from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { categoriesFor, guestPermissions } from '../data/conference';
import { useServer } from '../data/session';
import { Choices } from '../parts/Choices';
import classes from './AdditionalTab.module.css';
import { newPin, registers } from './draft';
import type { RoomFormHandle } from './form';
import { RecordingFields } from './RecordingFields';
import { StreamFields } from './StreamFields';

/** G10–G17, G19. */
export function AdditionalTab({
  form,
  running,
  streamUrl,
  withCID,
}: {
  form: RoomFormHandle;
  running: boolean;
  streamUrl?: string;
  /** A template has none (G26). */
  withCID: boolean;
}) {
  const { t } = useTranslation();
  const open = form.values.access === 'public';
  const records = useServer()?.recording ?? false;
  return (
    <div className={classes.sections}>
      <Section title={t('additional.about')}>
        <Textarea
          label={t('additional.description')}
          description={t('additional.descriptionHint')}
          autosize
          minRows={2}
          maxRows={8}
          {...form.getInputProps('description')}
        />
        <TextInput
          label={t('room.location')}
          placeholder={t('additional.locationPlaceholder')}
          {...form.getInputProps('location')}
        />
      </Section>
      <Section title={t('additional.entry')}>
        {withCID && (
          <TextInput
            label={t('room.cid')}
            description={t(running ? 'additional.cidRunning' : 'additional.cidHint')}
            placeholder={t('additional.cidPlaceholder')}
            autoCapitalize="none"
            autoComplete="off"
            spellCheck={false}
            {...form.getInputProps('cid')}
          />
        )}
        <Pin form={form} />
        {!open && (
          <Switch
            label={t('additional.joinUninvited')}
            description={t('additional.joinUninvitedHint')}
            {...form.getInputProps('joinUninvited', { type: 'checkbox' })}
          />
        )}
        <WaitingRoom form={form} />
      </Section>
      <Section title={t('additional.joining')}>
        <Switch label={t('additional.micOff')} {...form.getInputProps('micOff', { type: 'checkbox' })} />
        <Switch
          label={t('additional.cameraOff')}
          {...form.getInputProps('cameraOff', { type: 'checkbox' })}
        />
      </Section>
      {open && <Guests form={form} />}
      {records && (
        <Section title={t('recordings.card')} hint={t('additional.recordingHint')}>
          <RecordingFields form={form} />
        </Section>
      )}
      <Section title={t('additional.streamTitle')}>
        <StreamFields form={form} address={streamUrl} />
      </Section>
    </div>
  );
}

function Section({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className={classes.section}>
      <div>
        <Title order={2} size="h3" id={id}>
          {title}
        </Title>
        {hint && (
          <Text size="sm" c="dimmed">
            {hint}
          </Text>
        )}
      </div>
      <Stack gap="md">{children}</Stack>
    </section>
  );
}

/** G11: ticking makes a PIN, which can be edited. */
function Pin({ form }: { form: RoomFormHandle }) {
  const { t } = useTranslation();
  const { pin } = form.values;
  const without = registers(form.values);
  const pinOn = form.values.pinOn && !without;
  return (
    <div>
      <Switch
        label={t('additional.pinOn')}
        description={t(without ? 'registration.noPin' : 'additional.pinHint')}
        disabled={without}
        checked={pinOn}
        onChange={(e) => {
          form.setFieldValue('pinOn', e.currentTarget.checked);
          if (e.currentTarget.checked && !pin) form.setFieldValue('pin', newPin());
        }}
      />
      {pinOn && (
        <div className={classes.pin}>
          <TextInput
            label={t('room.pin')}
            autoComplete="off"
            spellCheck={false}
            className={classes.pinField}
            classNames={{ input: 'tabular' }}
            {...form.getInputProps('pin')}
          />
          <Button
            variant="default"
            leftSection={<IconRefresh size={18} aria-hidden />}
            onClick={() => form.setFieldValue('pin', newPin())}
          >
            {t('additional.newPin')}
          </Button>
        </div>
      )}
    </div>
  );
}

/** G13: the categories that exist for the access type, each explained. */
function WaitingRoom({ form }: { form: RoomFormHandle }) {
  const { t } = useTranslation();
  const { access, waitingCategory } = form.values;
  const offered = categoriesFor(access);
  return (
    <div>
      <Switch
        label={t('additional.waitingRoom')}
        description={t('additional.waitingRoomHint')}
        {...form.getInputProps('waitingRoom', { type: 'checkbox' })}
      />
      {form.values.waitingRoom && (
        <div className={classes.category}>
          <Choices
            as="lines"
            label={t('additional.whoWaits')}
            value={offered.includes(waitingCategory) ? waitingCategory : 'unplanned_and_guests'}
            onChange={(value) => form.setFieldValue('waitingCategory', value)}
            error={form.errors.waitingCategory}
            field="waitingCategory"
            options={offered.map((value) => ({
              value,
              name: t(`category.${value}.${access === 'public' ? 'name' : 'nameInternal'}`),
              explanation: t(`category.${value}.${access === 'public' ? 'public' : 'internal'}`),
            }))}
          />
        </div>
      )}
    </div>
  );
}

/** G15, G16. */
function Guests({ form }: { form: RoomFormHandle }) {
  const { t } = useTranslation();
  const { guestsLimited } = form.values;
  return (
    <Section title={t('additional.guests')} hint={t('additional.guestsHint')}>
      <fieldset className={classes.permissions}>
        <legend className={classes.legend}>{t('additional.permissions')}</legend>
        {guestPermissions.map((permission) => (
          <Checkbox
            key={permission}
            label={t(`permission.${permission}`)}
            {...form.getInputProps(`guests.${permission}`, { type: 'checkbox' })}
          />
        ))}
      </fieldset>
      <Switch
        label={t('additional.guestsLimited')}
        {...form.getInputProps('guestsLimited', { type: 'checkbox' })}
      />
      {guestsLimited && (
        <NumberInput
          label={t('additional.guestLimit')}
          min={1}
          max={10_000}
          allowDecimal={false}
          allowNegative={false}
          w={{ base: '100%', xs: 200 }}
          {...form.getInputProps('guestLimit')}
        />
      )}
    </Section>
  );
}
