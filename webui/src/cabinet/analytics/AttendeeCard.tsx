import { Anchor, Drawer, Stack, Text, Title } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type Attendee, connectionsQuery } from '../data/analytics';
import { useDates } from '../i18n/dates';
import { type Fact, FactList } from '../parts/FactList';
import classes from './Analytics.module.css';
import { clock, roleOf, typeOf } from './words';

interface Props {
  conference: string;
  person?: Attendee;
  close: () => void;
}

/** The card of a participant (M3), beside the list. */
export function AttendeeCard({ conference, person, close }: Props) {
  return (
    <Drawer opened={person !== undefined} onClose={close} title={person?.name}>
      {person && <Known conference={conference} person={person} />}
    </Drawer>
  );
}

function Known({ conference, person }: { conference: string; person: Attendee }) {
  const { t } = useTranslation();
  const dates = useDates();
  const facts: Fact[] = [
    [
      t('analytics.card.email'),
      person.email && <Anchor href={`mailto:${person.email}`}>{person.email}</Anchor>,
    ],
    [t('analytics.card.login'), person.login],
    [t('analytics.card.company'), [person.company, person.position].filter(Boolean).join(', ')],
    [t('analytics.card.phone'), person.phone],
    [t('analytics.card.type'), t(`analytics.type.${typeOf(person.type)}`)],
    [t('analytics.card.role'), t(`analytics.role.${roleOf(person.role)}`)],
    [t(`analytics.origin.${person.origin}`), dates.full(person.added)],
    [
      t('analytics.card.took'),
      t(person.connected ? 'analytics.here' : person.tookPart ? 'analytics.yes' : 'analytics.no'),
    ],
    [t('analytics.card.number'), person.number],
    [
      t('analytics.card.duration'),
      person.tookPart && <span className="tabular">{clock(person.seconds)}</span>,
    ],
    ...(person.answers ?? []).map(({ label, text }): Fact => [label, text]),
  ];
  return (
    <Stack gap="lg">
      <FactList
        facts={facts}
        link={{ name: t('analytics.card.link'), url: person.link, copy: t('analytics.card.copy') }}
      />
      {person.tookPart && <Comings conference={conference} person={person.key} />}
    </Stack>
  );
}

/** When he came and went. */
function Comings({ conference, person }: { conference: string; person: string }) {
  const { t } = useTranslation();
  const dates = useDates();
  const all = useInfiniteQuery(connectionsQuery(conference, { q: '', type: '', session: '', person }));
  const items = all.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div>
      <Title order={3} size="h5" mb="xs">
        {t('analytics.tab.connections')}
      </Title>
      <ul className={classes.comings}>
        {items.map((one) => (
          <li key={one.id}>
            <Text size="sm">
              {dates.full(one.joined)} – {one.left ? dates.time(one.left) : t('analytics.now')}
            </Text>
            <Text size="sm" c="dimmed" className="tabular">
              {clock(one.seconds)}
            </Text>
          </li>
        ))}
      </ul>
    </div>
  );
}
