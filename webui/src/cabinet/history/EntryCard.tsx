import { Button, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChartBar, IconDoor, IconDoorEnter, IconPhone, IconUserPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { ContactDrawer } from '../contacts/ContactDrawer';
import { dealings } from '../contacts/kinds';
import { useCalling } from '../contacts/useCalling';
import type { HistoryEntry } from '../data/history';
import { useMe } from '../data/session';
import { useDates } from '../i18n/dates';
import { MessageButton } from '../messages/MessageButton';
import card from '../parts/Card.module.css';
import { CardTitle } from '../parts/CardTitle';
import { CardTop } from '../parts/CardTop';
import { KindIcon } from './KindIcon';
import { callBack, lasted, nameOf, outcomeOf } from './words';

/** One call or conference, and what can be done about it. */
export function EntryCard({ entry }: { entry: HistoryEntry }) {
  const { t } = useTranslation();
  const name = nameOf(entry);
  return (
    <article aria-label={name}>
      <CardTop list="/cabinet/history" />
      <div className={card.card}>
        <Stack gap="lg">
          <div className={card.head}>
            <KindIcon kind={entry.kind} />
            <div className={card.headWords}>
              <CardTitle>{name}</CardTitle>
              <Text c="dimmed" size="sm">
                {t(`history.kind.${entry.kind}`)}
              </Text>
            </div>
          </div>
          <Actions entry={entry} />
          <Facts entry={entry} />
        </Stack>
      </div>
    </article>
  );
}

function Actions({ entry }: { entry: HistoryEntry }) {
  const { t } = useTranslation();
  const me = useMe();
  const calling = useCalling();
  const [keeping, keep] = useDisclosure(false);
  const back = callBack(entry);
  const place = entry.conference;
  const may = dealings({ kind: entry.with?.login ? 'user' : 'sip', login: entry.with?.login ?? '' }, me);
  const draft = { name: entry.with?.name ?? '', ...back };
  return (
    <div className={card.acts}>
      {back && may.call && (
        <Button
          leftSection={<IconPhone size={18} aria-hidden />}
          loading={calling.isPending}
          onClick={() => calling.mutate({ ...back, name: entry.with?.name })}
        >
          {t('history.callBack')}
        </Button>
      )}
      <MessageButton login={entry.with?.login} name={entry.with?.name ?? ''} />
      {place?.exists && (
        <Button
          component="a"
          href={`/c/${encodeURIComponent(place.cid)}`}
          variant={back ? 'default' : 'filled'}
          leftSection={<IconDoorEnter size={18} aria-hidden />}
        >
          {t('history.join')}
        </Button>
      )}
      {place?.exists && (
        <Button
          component={Link}
          to={`/cabinet/conferences/${encodeURIComponent(place.cid)}`}
          variant="default"
          leftSection={<IconDoor size={18} aria-hidden />}
        >
          {t('history.card')}
        </Button>
      )}
      {place?.owned && (
        <Button
          component={Link}
          to={`/cabinet/conferences/${encodeURIComponent(place.cid)}/analytics`}
          variant="default"
          leftSection={<IconChartBar size={18} aria-hidden />}
        >
          {t('history.analytics')}
        </Button>
      )}
      {back && may.keep && (
        <>
          <Button variant="default" leftSection={<IconUserPlus size={18} aria-hidden />} onClick={keep.open}>
            {t('contacts.keep')}
          </Button>
          <ContactDrawer draft={draft} opened={keeping} close={keep.close} />
        </>
      )}
    </div>
  );
}

function Facts({ entry }: { entry: HistoryEntry }) {
  const { t } = useTranslation();
  const dates = useDates();
  const fact = (name: string, value?: string) =>
    value && (
      <>
        <dt>{t(`history.fact.${name}`)}</dt>
        <dd>{value}</dd>
      </>
    );
  return (
    <dl className={card.facts}>
      {fact('start', dates.full(entry.start))}
      {fact('duration', lasted(t, entry.seconds) || outcomeOf(t, entry))}
      {entry.conference && fact(entry.kind === 'outgoing' ? 'to' : 'from', entry.with?.name)}
      {fact('login', entry.with?.login)}
      {fact('dial', entry.with?.dial)}
      {fact('cid', entry.conference?.cid)}
    </dl>
  );
}
