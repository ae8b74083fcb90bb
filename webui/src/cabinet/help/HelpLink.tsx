import { ActionIcon, Tooltip } from '@mantine/core';
import { IconHelpCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'react-router';
import type { ChapterName } from '../../pages/guide/chapters';
import { chapterOfPage } from './chapters';

/** The question mark beside a heading: opens the guide where it speaks of this page. */
export function HelpLink({ chapter }: { chapter?: ChapterName }) {
  const { t } = useTranslation();
  const { pathname, search } = useLocation();
  const about = chapter ?? chapterOfPage(pathname, new URLSearchParams(search).get('tab'));
  return (
    <Tooltip label={t('help.open')}>
      <ActionIcon
        component="a"
        href={about ? `/guide#${about}` : '/guide'}
        target="_blank"
        rel="noreferrer"
        variant="subtle"
        color="gray"
        size={32}
        aria-label={t('help.open')}
      >
        <IconHelpCircle size={20} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}
