import { useDebouncedValue } from '@mantine/hooks';
import { IconPaperclip } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type ChatChoice, messagesQuery, tableAddress } from '../data/analytics';
import { useDates } from '../i18n/dates';
import classes from './Analytics.module.css';
import { Listed } from './Listed';
import { Section } from './Section';
import { PeriodChoice, Search, TableButton, Tools } from './Tools';
import type { TabProps } from './tab';
import { daysToMoments } from './words';

/** What was written to all (M9). */
export function ChatTab({ conference }: TabProps) {
  const { t, i18n } = useTranslation();
  const dates = useDates();
  const [text, setText] = useState('');
  const [name, setName] = useState('');
  const [days, setDays] = useState({ from: '', to: '' });
  const [q] = useDebouncedValue(text.trim(), 200);
  const [sender] = useDebouncedValue(name.trim(), 200);
  const choice: ChatChoice = { q, sender, ...daysToMoments(days.from, days.to) };
  const messages = useInfiniteQuery(messagesQuery(conference.id, choice));
  return (
    <>
      <Tools>
        <Search label={t('analytics.filter.text')} value={text} onChange={setText} />
        <Search label={t('analytics.filter.sender')} value={name} onChange={setName} />
        <PeriodChoice value={days} onChange={setDays} />
      </Tools>
      <Section
        title={t('analytics.messages')}
        end={
          <TableButton
            href={tableAddress(conference.id, 'chat', i18n.language, choice)}
            label={t('analytics.table.chat')}
          />
        }
      >
        <Listed
          query={messages}
          found={(count) => t('analytics.found.chat', { count })}
          filtered={Boolean(q || sender || days.from || days.to)}
          nothing={{ title: t('analytics.empty.chat.title'), text: t('analytics.empty.chat.text') }}
        >
          {(items) => (
            <ul className={classes.rows}>
              {items.map((one) => (
                <li key={one.id} className={classes.message}>
                  <p className={classes.from}>
                    <strong>{one.name}</strong> <time dateTime={one.at}>{dates.full(one.at)}</time>
                  </p>
                  {one.text && <p className={classes.text}>{one.text}</p>}
                  {one.file && (
                    <p className={classes.file}>
                      <IconPaperclip size={16} role="img" aria-label={t('analytics.file')} /> {one.file}
                    </p>
                  )}
                </li>
              ))}
            </ul>
          )}
        </Listed>
      </Section>
    </>
  );
}
