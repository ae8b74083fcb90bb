import { Button, Skeleton, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconCalendarPlus, IconDoor, IconPencil, IconTrash } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, Navigate } from 'react-router';
import { useStore } from '../../state/useStore';
import { deleted } from '../data/deletion';
import { useMe } from '../data/session';
import { deleteTemplate, type Template, templateKey, templateQuery, templatesKey } from '../data/templates';
import { inWords } from '../editor/inWords';
import words from '../editor/Summary.module.css';
import { templateDraft } from '../editor/useSubject';
import { CardTitle } from '../parts/CardTitle';
import { CardTop } from '../parts/CardTop';
import { Confirm } from '../parts/Confirm';
import { useUndoable } from '../parts/useUndoable';
import { ModeIcon } from '../rooms/ModeIcon';
import actions from '../rooms/RoomActions.module.css';
import classes from '../rooms/RoomCard.module.css';
import { Failure } from '../shell/Failure';
import { useTitle } from '../shell/title';

const list = '/cabinet/templates';

/** What a template is and what can be done with it (G27). */
export function TemplateCard({ id }: { id: string }) {
  const { t } = useTranslation();
  const { data: template, error, refetch } = useQuery(templateQuery(id));
  const isDeleted = useStore(deleted, (ids) => ids.has(id));
  useTitle(template?.name ?? t('templates.title'));
  if (isDeleted) return <Navigate to={list} replace />;
  return (
    <article className={classes.card} aria-label={template?.name ?? t('shell.loading')}>
      <CardTop list={list} />
      {template && <Known template={template} />}
      {!template && error && <Failure error={error} retry={() => refetch()} />}
      {!template && !error && (
        <Stack gap="lg" className={classes.body} aria-hidden>
          <Skeleton height={28} width="70%" />
          <Skeleton height={44} />
          <Skeleton height={120} />
        </Stack>
      )}
    </article>
  );
}

function Known({ template }: { template: Template }) {
  const { t } = useTranslation();
  const { mode } = template.settings;
  const people = template.settings.invited.length;
  const mayCreate = useMe().rights.includes('create_conference');
  return (
    <Stack gap="lg" className={classes.body}>
      <div>
        <span className={classes.mode}>
          <ModeIcon mode={mode} size={18} /> {t(`mode.${mode}.name`)}
        </span>
        <CardTitle className={classes.name}>{template.name}</CardTitle>
      </div>
      {mayCreate && (
        <div className={actions.actions}>
          <Button
            component={Link}
            to={`/cabinet/conferences/new?template=${template.id}`}
            className={actions.join}
            leftSection={<IconCalendarPlus size={20} aria-hidden />}
          >
            {t('templates.useConference')}
          </Button>
          <Button
            component={Link}
            to={`/cabinet/rooms/new?template=${template.id}`}
            variant="default"
            leftSection={<IconDoor size={18} aria-hidden />}
          >
            {t('templates.useRoom')}
          </Button>
          <Button
            component={Link}
            to={`${list}/${template.id}/edit`}
            variant="default"
            leftSection={<IconPencil size={18} aria-hidden />}
          >
            {t('templates.edit')}
          </Button>
        </div>
      )}
      {template.settings.description && (
        <Text className={classes.description}>{template.settings.description}</Text>
      )}
      <ul className={words.list}>
        <li>{people === 0 ? t('editor.nobody.title') : t('rooms.invitedCount', { count: people })}</li>
        {inWords(templateDraft(template)).map(({ key, values }) => (
          <li key={key}>{t(`words.${key}`, values)}</li>
        ))}
      </ul>
      <Delete template={template} />
    </Stack>
  );
}

function Delete({ template: { id, name } }: { template: Template }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const undoable = useUndoable();
  const [asking, ask] = useDisclosure(false);
  const remove = (byKeyboard: boolean) =>
    undoable(
      {
        id,
        name,
        failed: t('room.notDeleted', { name }),
        remove: async () => {
          await deleteTemplate(id);
          queries.removeQueries({ queryKey: templateKey(id) });
        },
        settled: () => queries.invalidateQueries({ queryKey: templatesKey }),
      },
      byKeyboard,
    );
  return (
    <div>
      <Button
        variant="subtle"
        color="danger"
        px="xs"
        leftSection={<IconTrash size={18} aria-hidden />}
        onClick={ask.open}
      >
        {t('templates.delete')}
      </Button>
      <Confirm
        opened={asking}
        close={ask.close}
        title={t('room.deleteAsk.title', { name })}
        text={t('templates.deleteAsk')}
        action={t('templates.delete')}
        onConfirm={(e) => {
          ask.close();
          remove(e.detail === 0);
        }}
      />
    </div>
  );
}
