import { Stack, Text, Title } from '@mantine/core';
import { IconCheck, IconMinus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { rights } from '../data/people';
import { useMe } from '../data/session';
import { OwnLine } from '../participation/OwnLine';
import { Face } from '../parts/Face';
import classes from './RightsPanel.module.css';

/** D16: who I am and which rights I have, in words. */
export function RightsPanel() {
  const { t } = useTranslation();
  const me = useMe();
  return (
    <aside className={classes.panel} aria-label={t('rights.title')}>
      <Stack gap="lg">
        <div className={classes.person}>
          <Face name={me.name} picture={me.avatar} size={56} />
          <div className={classes.names}>
            <Text fw={650} size="lg" truncate>
              {me.name}
            </Text>
            <Text c="dimmed" size="sm" truncate>
              {[me.login, me.admin ? t('person.administrator') : ''].filter(Boolean).join(' · ')}
            </Text>
          </div>
        </div>
        <OwnLine />
        <div>
          <Title order={2} size="h3">
            {t('rights.title')}
          </Title>
          <RightsList />
        </div>
        <Text size="sm" c="dimmed">
          {t('rights.ask')}
        </Text>
      </Stack>
    </aside>
  );
}

export function RightsList() {
  const { t } = useTranslation();
  const mine = useMe().rights;
  return (
    <ul className={classes.rights}>
      {rights.map((right) => {
        const has = mine.includes(right);
        const Icon = has ? IconCheck : IconMinus;
        return (
          <li key={right} data-has={has || undefined}>
            <Icon size={18} role="img" aria-label={t(has ? 'rights.yes' : 'rights.no')} />
            <span>{t(`right.${right}.name`)}</span>
          </li>
        );
      })}
    </ul>
  );
}
