import { Button, Group, Skeleton, Text } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ComponentType, ReactNode } from 'react';
import { Link } from 'react-router';
import { type Conference, conferenceQuery } from '../data/conference';
import { PageTitle } from '../parts/PageTitle';
import { Failure } from '../shell/Failure';
import { useTitle } from '../shell/title';
import classes from './ConferencePage.module.css';
import { cardOf } from './places';

interface Props {
  id: string;
  /** The title of the window, with the name in it. */
  titleOf: (name: string) => string;
  maxWidth: string;
  Body: ComponentType<{ conference: Conference }>;
}

/** A page about one conference or room, once it is read; the way back is its card. */
export function ConferencePage({ id, titleOf, maxWidth, Body }: Props) {
  const conference = useQuery(conferenceQuery(id));
  const { data, error } = conference;
  useTitle(titleOf(data?.name ?? ''));
  if (error && !data) return <Failure error={error} retry={() => conference.refetch()} />;
  return (
    <div className={classes.page} style={{ maxWidth }} aria-hidden={!data || undefined}>
      {data ? <Body conference={data} /> : <Outline />}
    </div>
  );
}

function Outline() {
  return (
    <>
      <Skeleton height={36} width="40%" mb="xl" />
      <Skeleton height={88} mb="lg" />
      <Skeleton height={320} />
    </>
  );
}

interface TopProps {
  conference: Conference;
  back: string;
  title: string;
  hint?: string;
  /** Other pages of the conference. */
  children?: ReactNode;
}

/** The way back, the heading, and of which conference it is. */
export function ConferenceTop({ conference, back, title, hint, children }: TopProps) {
  return (
    <>
      <Button
        component={Link}
        to={cardOf(conference)}
        variant="subtle"
        color="gray"
        size="compact-md"
        className={classes.back}
        leftSection={<IconArrowLeft size={18} aria-hidden />}
      >
        {back}
      </Button>
      <Group justify="space-between" align="flex-end" mb="lg">
        <div>
          <PageTitle>{title}</PageTitle>
          <Text c="dimmed" className={classes.name}>
            {conference.name}
          </Text>
          {hint && (
            <Text c="dimmed" size="sm">
              {hint}
            </Text>
          )}
        </div>
        {children}
      </Group>
    </>
  );
}
