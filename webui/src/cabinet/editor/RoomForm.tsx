import { Button, Group, Paper, Tabs, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconAlertCircle } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import { ApiError } from '../../api/problem';
import type { Settings } from '../data/conference';
import { chapterOfTab } from '../help/chapters';
import { errorText } from '../i18n/errorText';
import { Fault } from '../parts/Fault';
import { PageTitle } from '../parts/PageTitle';
import sheet from '../parts/TabbedSheet.module.css';
import { tell } from '../parts/tell';
import { Conflict } from './Conflict';
import {
  changesBetween,
  type Draft,
  draftOf,
  type Field,
  fieldOf,
  problemsOf,
  settingsOf,
  type Tab,
  tabOf,
  tabs,
} from './draft';
import classes from './Editor.module.css';
import { panelsFor } from './panels';
import { Summary } from './Summary';
import type { Subject, Version } from './subject';
import { UnsavedWarning } from './UnsavedWarning';

interface Props {
  subject: Subject;
  /** Shows another version instead of what was typed. */
  reload?: (version: Version) => void;
}

/** The form of conferences, rooms and templates in the tabs of G. */
export function RoomForm({ subject, reload }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { kind, base, room } = subject;
  const [params] = useSearchParams();
  const [tab, setTab] = useState<Tab>(() => tabs.find((one) => one === params.get('tab')) ?? 'main');
  const [general, setGeneral] = useState('');
  const [theirs, setTheirs] = useState<Version>();
  const leaving = useRef(false);
  const form = useForm<Draft>({
    initialValues: subject.begin,
    validate: (values) =>
      Object.fromEntries(
        Object.entries(problemsOf(values)).map(([field, problem]) => [field, t(`problem.${problem}`)]),
      ),
    validateInputOnBlur: true,
  });

  const save = useMutation({
    mutationFn: ({ settings, onto }: { settings: Settings; onto?: Version }) => {
      if (!base) return subject.create(settings, form.values);
      const begun = settingsOf(
        draftOf(base.settings, form.values.launch === 'template' ? 'template' : undefined),
      );
      const mine = changesBetween(begun, settings);
      return subject.change((onto ?? base).revision, mine);
    },
    onSuccess: async (done) => {
      leaving.current = true;
      tell(t(base ? 'editor.saved' : 'editor.created', { name: done.name }));
      await navigate(done.to);
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
    if (base && error instanceof ApiError && error.code === 'changed_meanwhile') {
      await subject.load().then(setTheirs, (second) => setGeneral(errorText(t, second)));
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
  const open = shown.some((panel) => panel.tab === tab) ? tab : 'main';
  const faulty = new Set(Object.keys(form.errors).map((field) => tabOf(field as Field)));
  const what = kind === 'template' ? 'template' : form.values.launch;

  return (
    <form onSubmit={submit} noValidate className={classes.form}>
      <div className={classes.page}>
        <PageTitle help={chapterOfTab(open)}>
          {t(`plan.${what}.${base ? 'editHeading' : 'newTitle'}`)}
        </PageTitle>
        <Text c="dimmed" mb="lg">
          {base ? base.name : t(`plan.${what}.newHint`)}
        </Text>
        <div aria-live="assertive">
          <Fault text={general} mb="md" />
        </div>
        <div className={classes.columns}>
          <Paper withBorder className={classes.sheet}>
            <Tabs value={open} onChange={(value) => setTab((value as Tab) ?? 'main')} keepMounted={false}>
              <Tabs.List className={sheet.tabs} aria-label={t('editor.tabs')}>
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
                <Tabs.Panel key={name} value={name} className={sheet.panel}>
                  <Panel form={form} kind={kind} room={room} isNew={base === undefined} />
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
          <Button variant="default" onClick={() => navigate(subject.back)}>
            {t('editor.cancel')}
          </Button>
          <Button type="submit" loading={save.isPending} disabled={base !== undefined && !form.isDirty()}>
            {t(base ? 'editor.save' : `plan.${what}.create`)}
          </Button>
        </Group>
      </div>
      <UnsavedWarning when={() => form.isDirty() && !leaving.current} />
      {base && theirs && (
        <Conflict
          base={base.settings}
          theirs={theirs.settings}
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
