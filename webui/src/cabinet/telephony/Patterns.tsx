import { Button, NumberInput, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { IconAction } from '../parts/IconAction';
import classes from './Telephony.module.css';
import type { TrunkFormType } from './TrunkFields';

/** Which numbers the trunk carries, and how they are dialled there. */
export function Patterns({ form }: { form: TrunkFormType }) {
  const { t } = useTranslation();
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">
        {t('telephony.pattern.hint')}
      </Text>
      <ul className={classes.patterns}>
        {form.values.patterns.map((_, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the form knows a pattern by its place
          <li key={i} className={classes.pattern}>
            <TextInput
              label={t('telephony.pattern.match')}
              placeholder="8495."
              autoCapitalize="none"
              spellCheck={false}
              {...form.getInputProps(`patterns.${i}.match`)}
            />
            <NumberInput
              label={t('telephony.pattern.strip')}
              allowDecimal={false}
              min={0}
              {...form.getInputProps(`patterns.${i}.strip`)}
            />
            <TextInput
              label={t('telephony.pattern.prepend')}
              placeholder="+7"
              {...form.getInputProps(`patterns.${i}.prepend`)}
            />
            <IconAction
              label={t('telephony.pattern.remove', { number: i + 1 })}
              onClick={() => form.removeListItem('patterns', i)}
            >
              <IconTrash size={18} aria-hidden />
            </IconAction>
          </li>
        ))}
      </ul>
      <div>
        <Button
          variant="light"
          size="xs"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => form.insertListItem('patterns', { match: '', strip: 0, prepend: '' })}
        >
          {t('telephony.pattern.add')}
        </Button>
      </div>
    </Stack>
  );
}
