import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { contactsKey, groupsKey, groupsQuery, makeGroup, removeGroup, renameGroup } from '../data/contacts';
import { GroupsDialog } from '../parts/GroupsDialog';
import { useBook } from './book';

/** The groups of the book. */
export function BookGroupsDialog(props: { opened: boolean; close: () => void }) {
  const { t } = useTranslation();
  const book = useBook();
  const groups = (useQuery(groupsQuery).data ?? []).filter((g) => g.source === book.source);
  return (
    <GroupsDialog
      {...props}
      title={t(`contacts.groups.title.${book.source}`)}
      groups={groups}
      hint={groups.length === 0 ? t('contacts.groups.none') : undefined}
      removeText={t('contacts.groups.removeText')}
      make={(name) => makeGroup(book, name)}
      rename={(id, name) => renameGroup(book, id, name)}
      remove={(id) => removeGroup(book, id)}
      stale={[groupsKey, contactsKey]}
    />
  );
}
