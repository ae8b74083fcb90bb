import { Alert, Button, Group, Paper, Tabs, Text, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconAlertCircle } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { api } from '../../api/client';
import { ApiError } from '../../api/problem';
import {
  type Conference,
  changeConference,
  conferenceKey,
  conferencesKey,
  createConference,
  type Settings,
} from '../data/conference';
import { errorText } from '../i18n/errorText';
import { tell } from '../parts/tell';
import { Conflict } from './Conflict';
import {
  beginning,
  changesBetween,
  type Draft,
  draftOf,
  type Field,
  fieldOf,
  newDraft,
  problemsOf,
  settingsOf,
  type Tab,
  tabOf,
  tabs,
} from './draft';
import classes from './Editor.module.css';
import { panelsFor } from './panels';
import { Summary } from './Summary';
import { UnsavedWarning } from './UnsavedWarning';

interface Props {
  /** The room to edit; none: a new one. */
  room?: Conference;
  /** Shows another version of the room instead of what was typed. */
  reload?: (room: Conference) => void;
}

/** The form of a virtual room in the tabs of G. */
export function RoomForm({ room, reload }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [tab, setTab] = useState<Tab>('main');
  const [general, setGeneral] = useState('');
  const [theirs, setTheirs] = useState<Conference>();
  const leaving = useRef(false);
  const form = useForm<Draft>({
    initialValues: room ? draftOf(room) : newDraft(),
    validate: (values) =>
      Object.fromEntries(
        Object.entries(problemsOf(values)).map(([field, problem]) => [field, t(`problem.${problem}`)]),
      ),
    validateInputOnBlur: true,
  });

  const save = useMutation({
    mutationFn: ({ settings, onto }: { settings: Settings; onto?: Conference }) => {
      if (!room) {
        return createConference(beginning(settings));
      }
      const mine = changesBetween(settingsOf(draftOf(room)), settings);
      return changeConference(room.id, (onto ?? room).revision, mine);
    },
    onSuccess: async (saved) => {
      leaving.current = true;
      tell(t(room ? 'editor.saved' : 'editor.created', { name: saved.name }));
      queries.removeQueries({ queryKey: conferenceKey(saved.id) });
      void queries.invalidateQueries({ queryKey: conferencesKey });
      await navigate(`/cabinet/rooms/${saved.id}`);
    },
    onError: (error) => void refused(error),
  });

  const showField = (field: Field) => {
    setTab(tabOf(field));
    // The tab must be drawn before its field can have the focus.
    requestAnimationFrame(() =>
      document.querySelector<HTMLElement>(`[data-field="${field}"], [data-path="${field}"]`)?.focus(),
    );
  };

  async function refused(error: unknown) {
    setGeneral('');
    if (room && error instanceof ApiError && error.code === 'changed_meanwhile') {
      try {
        setTheirs(await api.get<Conference>(`/conferences/${room.id}`));
      } catch (second) {
        setGeneral(errorText(t, second));
      }
      return;
    }
    const field = error instanceof ApiError ? fieldOf(error.field) : undefined;
    if (field) {
      form.setFieldError(field, errorText(t, error));
      showField(field);
    } else setGeneral(errorText(t, error));
  }

  const submit = form.onSubmit(
    (values) => {
      setGeneral('');
      save.mutate({ settings: settingsOf(values) });
    },
    (errors) => {
      const first = (Object.keys(errors) as Field[]).sort(
        (a, b) => tabs.indexOf(tabOf(a)) - tabs.indexOf(tabOf(b)),
      )[0];
      if (first) showField(first);
    },
  );
  const shown = panelsFor(form.values);
  const faulty = new Set(Object.keys(form.errors).map((field) => tabOf(field as Field)));
  const back = room ? `/cabinet/rooms/${room.id}` : '/cabinet';

  return (
    <form onSubmit={submit} noValidate className={classes.form}>
      <div className={classes.page}>
        <Title order={1}>{room ? t('editor.editHeading') : t('editor.newTitle')}</Title>
        <Text c="dimmed" mb="lg">
          {room ? room.name : t('editor.newHint')}
        </Text>
        <div aria-live="assertive">
          {general && (
            <Alert color="danger" variant="light" icon={<IconAlertCircle aria-hidden />} mb="md">
              <Text size="sm" c="var(--text)">
                {general}
              </Text>
            </Alert>
          )}
        </div>
        <div className={classes.columns}>
          <Paper withBorder className={classes.sheet}>
            <Tabs value={tab} onChange={(value) => setTab((value as Tab) ?? 'main')} keepMounted={false}>
              <Tabs.List className={classes.tabs} aria-label={t('editor.tabs')}>
                {shown.map(({ tab: name, Icon }) => (
                  <Tabs.Tab key={name} value={name} leftSection={<Icon size={18} aria-hidden />}>
                    {t(`editor.tab.${name}`)}
                    {faulty.has(name) && (
                      <IconAlertCircle
                        size={16}
                        className={classes.faulty}
                        role="img"
                        aria-label={t('editor.faulty')}
                      />
                    )}
                  </Tabs.Tab>
                ))}
              </Tabs.List>
              {shown.map(({ tab: name, Panel }) => (
                <Tabs.Panel key={name} value={name} className={classes.panel}>
                  <Panel form={form} room={room} />
                </Tabs.Panel>
              ))}
            </Tabs>
          </Paper>
          <Summary draft={form.values} />
        </div>
      </div>
      <div className={classes.bar}>
        <Group className={classes.barInner} gap="sm" justify="flex-end">
          <Text size="sm" c="dimmed" className={classes.unsaved} role="status">
            {form.isDirty() && t('editor.unsaved')}
          </Text>
          <Button variant="default" onClick={() => navigate(back)}>
            {t('editor.cancel')}
          </Button>
          <Button type="submit" loading={save.isPending} disabled={room !== undefined && !form.isDirty()}>
            {t(room ? 'editor.save' : 'editor.create')}
          </Button>
        </Group>
      </div>
      <UnsavedWarning when={() => form.isDirty() && !leaving.current} />
      {room && theirs && (
        <Conflict
          base={room}
          theirs={theirs}
          mine={form.values}
          close={() => setTheirs(undefined)}
          reload={() => reload?.(theirs)}
          overwrite={() => {
            setTheirs(undefined);
            save.mutate({ settings: settingsOf(form.values), onto: theirs });
          }}
        />
      )}
    </form>
  );
}
