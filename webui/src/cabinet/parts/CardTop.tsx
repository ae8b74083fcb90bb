import { ActionIcon } from '@mantine/core';
import { IconArrowLeft, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import classes from './CardTop.module.css';

/** The way from a card back to its list: an arrow where the card is a page of its own, else a cross. */
export function CardTop({ list }: { list: string }) {
  const { t } = useTranslation();
  const props = { component: Link, to: list, variant: 'subtle', color: 'gray', size: 40 } as const;
  return (
    <div className={classes.top}>
      <ActionIcon {...props} aria-label={t('card.back')} className={classes.back}>
        <IconArrowLeft size={22} aria-hidden />
      </ActionIcon>
      <ActionIcon {...props} aria-label={t('card.close')} className={classes.close}>
        <IconX size={20} aria-hidden />
      </ActionIcon>
    </div>
  );
}
