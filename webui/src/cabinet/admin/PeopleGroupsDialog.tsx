import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { contactsKey, groupsKey } from '../data/contacts';
import { usersKey } from '../data/people';
import {
  makePeopleGroup,
  peopleGroupsKey,
  peopleGroupsQuery,
  removePeopleGroup,
  renamePeopleGroup,
} from '../data/peopleGroups';
import { GroupsDialog } from '../parts/GroupsDialog';

/** The groups of people of this server. */
export function PeopleGroupsDialog(props: { opened: boolean; close: () => void }) {
  const { t } = useTranslation();
  const groups = useQuery(peopleGroupsQuery).data ?? [];
  return (
    <GroupsDialog
      {...props}
      title={t('peopleGroups.title')}
      groups={groups}
      hint={t(groups.length === 0 ? 'peopleGroups.none' : 'peopleGroups.hint')}
      removeText={t('peopleGroups.removeText')}
      make={makePeopleGroup}
      rename={renamePeopleGroup}
      remove={removePeopleGroup}
      stale={[peopleGroupsKey, usersKey, ['user'], groupsKey, contactsKey]}
    />
  );
}
