import { Skeleton, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ComponentType } from 'react';
import { type ServerSettings, settingsQuery } from '../data/settings';
import { Failure } from '../shell/Failure';
import { useTitle } from '../shell/title';
import classes from './Admin.module.css';
import { Gate } from './Gate';

interface Props {
  title: string;
  Form: ComponentType<{ settings: ServerSettings }>;
}

/** A page of the administrator about the settings of the server, once they are read. */
export function SettingsFrame(props: Props) {
  return (
    <Gate>
      <Read {...props} />
    </Gate>
  );
}

function Read({ title, Form }: Props) {
  useTitle(title);
  const settings = useQuery({ ...settingsQuery, refetchOnWindowFocus: false, refetchOnReconnect: false });
  if (settings.data) return <Form key={settings.data.revision} settings={settings.data} />;
  if (settings.error) return <Failure error={settings.error} retry={() => settings.refetch()} />;
  return (
    <Stack className={classes.page} aria-hidden>
      <Skeleton height={36} width="40%" />
      <Skeleton height={420} />
    </Stack>
  );
}
