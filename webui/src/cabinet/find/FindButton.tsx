import { ActionIcon, Kbd, UnstyledButton } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './Find.module.css';
import { openFind } from './open';

const key = /Mac|iPhone|iPad/.test(navigator.platform) ? '⌘ K' : 'Ctrl K';

/** Opens the search; says which keys do. */
export function FindButton({ compact = false }: { compact?: boolean }) {
  const { t } = useTranslation();
  if (compact) {
    return (
      <ActionIcon
        variant="subtle"
        color="gray"
        c="var(--text)"
        size={44}
        aria-label={t('find.title')}
        onClick={openFind}
      >
        <IconSearch size={22} aria-hidden />
      </ActionIcon>
    );
  }
  return (
    <UnstyledButton className={classes.button} onClick={openFind} aria-keyshortcuts="Control+K /">
      <IconSearch size={18} aria-hidden />
      <span className={classes.label}>{t('find.title')}</span>
      <Kbd size="xs" aria-hidden>
        {key}
      </Kbd>
    </UnstyledButton>
  );
}
