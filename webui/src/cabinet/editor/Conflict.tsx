import { Button, Group, List, Modal, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Settings, Stored } from '../data/conference';
import { changesBetween, type Draft, draftOf, settingsOf } from './draft';

interface Props {
  /** What the form began with, what is stored now, and what was typed. */
  base: Stored;
  theirs: Stored;
  mine: Draft;
  close: () => void;
  reload: () => void;
  overwrite: () => void;
}

/** Somebody else saved the room meanwhile: says what differs and lets the person choose. */
export function Conflict({ base, theirs, mine, close, reload, overwrite }: Props) {
  const { t } = useTranslation();
  const launch = mine.launch === 'template' ? 'template' : undefined;
  const begun = settingsOf(draftOf(base, launch));
  const changed = Object.keys(changesBetween(begun, settingsOf(draftOf(theirs, launch))));
  const own = Object.keys(changesBetween(begun, settingsOf(mine)));
  const names = (fields: string[]) =>
    fields.map((field) => t(`field.${field as keyof Settings}`)).join(', ') || t('conflict.nothing');
  return (
    <Modal opened onClose={close} title={t('conflict.title')}>
      <Text size="sm">{t('conflict.text')}</Text>
      <List size="sm" my="md" spacing="xs">
        <List.Item>{t('conflict.theirs', { fields: names(changed) })}</List.Item>
        <List.Item>{t('conflict.mine', { fields: names(own) })}</List.Item>
      </List>
      <Text size="sm" c="dimmed">
        {t('conflict.explain')}
      </Text>
      <Group justify="flex-end" mt="lg" gap="sm">
        <Button variant="default" onClick={reload}>
          {t('conflict.reload')}
        </Button>
        <Button onClick={overwrite}>{t('conflict.overwrite')}</Button>
      </Group>
    </Modal>
  );
}
