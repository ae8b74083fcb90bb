import { Skeleton, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams, useSearchParams } from 'react-router';
import { ApiError } from '../../api/problem';
import { type AccessType, type Conference, conferenceQuery } from '../data/conference';
import { useMe } from '../data/session';
import { type Template, templateQuery } from '../data/templates';
import { Failure } from '../shell/Failure';
import { useTitle } from '../shell/title';
import { type Draft, draftOf, newDraft } from './draft';
import classes from './Editor.module.css';
import { RoomForm } from './RoomForm';
import { StepOne } from './StepOne';
import type { Version } from './subject';
import { templateDraft, useConference, useTemplate } from './useSubject';

const denied = () => <Failure error={new ApiError(403, 'denied', '')} />;

/** G1: a new conference with a schedule; needs E3. */
export const NewConferencePage = () => <NewPage scheduled />;
/** G1: a new virtual room. */
export const NewRoomPage = () => <NewPage scheduled={false} />;

function NewPage({ scheduled }: { scheduled: boolean }) {
  const { t } = useTranslation();
  const allowed = useMe().rights.includes('create_conference');
  const [params] = useSearchParams();
  const [type, template] = [params.get('type'), params.get('template')];
  useTitle(t(scheduled ? 'plan.schedule.newTitle' : 'plan.room.newTitle'));
  if (!allowed) return denied();
  if (template) return <FromTemplate key={template} id={template} scheduled={scheduled} />;
  if (type !== 'internal' && type !== 'public') return <StepOne scheduled={scheduled} />;
  return <New begin={beginWith(newDraft(), scheduled, type)} />;
}

const beginWith = (draft: Draft, scheduled: boolean, access: AccessType): Draft => ({
  ...draft,
  access,
  launch: scheduled ? 'schedule' : 'room',
});

function New({ begin, template }: { begin: Draft; template?: string }) {
  return <RoomForm subject={useConference(begin, undefined, template)} />;
}

/** G26: what the template kept, as a room unless a schedule was asked for. */
function FromTemplate({ id, scheduled }: { id: string; scheduled: boolean }) {
  const template = useQuery({ ...templateQuery(id), ...asOpened });
  if (template.data) {
    const draft = templateDraft(template.data);
    const name = template.data.settings.name;
    return <New begin={{ ...beginWith(draft, scheduled, draft.access), name }} template={id} />;
  }
  if (template.error) return <Failure error={template.error} retry={() => template.refetch()} />;
  return <FormSkeleton />;
}

export function EditRoomPage() {
  const { room: key = '' } = useParams();
  return <Loaded key={key} room={key} />;
}

/** The form is filled once: what others change meanwhile is noticed on saving, not under the typing hand. */
const asOpened = {
  staleTime: 0,
  refetchInterval: false,
  refetchOnWindowFocus: false,
  refetchOnReconnect: false,
} as const;

function Loaded({ room: key }: { room: string }) {
  const { t } = useTranslation();
  const room = useQuery({ ...conferenceQuery(key), ...asOpened });
  const [version, setVersion] = useState<Conference>();
  useTitle(t('editor.editTitle', { name: room.data?.name ?? '' }));
  const shown = version ?? (room.isFetchedAfterMount ? room.data : undefined);
  if (shown && !shown.canManage) return denied();
  if (shown) {
    const reload = ({ settings }: Version) => setVersion({ ...shown, ...(settings as Conference) });
    return <Edit key={shown.revision} room={shown} reload={reload} />;
  }
  if (room.error) return <Failure error={room.error} retry={() => room.refetch()} />;
  return <FormSkeleton />;
}

function Edit({ room, reload }: { room: Conference; reload: (version: Version) => void }) {
  return <RoomForm subject={useConference(draftOf(room), room)} reload={reload} />;
}

/** G27: a template that is made without a conference. */
export function NewTemplatePage() {
  const { t } = useTranslation();
  useTitle(t('plan.template.newTitle'));
  const subject = useTemplate({ ...newDraft(), launch: 'template' });
  return useMe().rights.includes('create_conference') ? <RoomForm subject={subject} /> : denied();
}

export function EditTemplatePage() {
  const { template: id = '' } = useParams();
  return <LoadedTemplate key={id} id={id} />;
}

function LoadedTemplate({ id }: { id: string }) {
  const { t } = useTranslation();
  const template = useQuery({ ...templateQuery(id), ...asOpened });
  const [version, setVersion] = useState<Template>();
  useTitle(t('editor.editTitle', { name: template.data?.name ?? '' }));
  const shown = version ?? (template.isFetchedAfterMount ? template.data : undefined);
  if (shown) {
    const reload = (now: Version) => setVersion({ ...shown, ...now });
    return <EditTemplate key={shown.revision} template={shown} reload={reload} />;
  }
  if (template.error) return <Failure error={template.error} retry={() => template.refetch()} />;
  return <FormSkeleton />;
}

function EditTemplate({ template, reload }: { template: Template; reload: (version: Version) => void }) {
  return <RoomForm subject={useTemplate(templateDraft(template), template)} reload={reload} />;
}

function FormSkeleton() {
  return (
    <Stack className={classes.page} aria-hidden>
      <Skeleton height={36} width="40%" />
      <Skeleton height={44} />
      <Skeleton height={320} />
    </Stack>
  );
}
