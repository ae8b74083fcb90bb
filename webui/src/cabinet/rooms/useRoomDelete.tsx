import { notifications } from '@mantine/notifications';
import { IconTrash } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type Conference, conferenceKey, conferencesKey, deleteConference } from '../data/conference';
import { carryOut, postpone, takeBack } from '../data/deletion';
import { tell, tellError } from '../parts/tell';
import { UndoNotice } from './UndoNotice';

/** For so long a deletion can be taken back; longer while the notice has the pointer or the focus. */
const grace = 10_000;

/** Deletes a room: it is gone from the page at once, from the server when the notice with "Undo" is. */
export function useRoomDelete(room: Conference) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  return (byKeyboard: boolean) => {
    const { id, name } = room;
    const notice = `deleted-${id}`;
    const finish = async () => {
      try {
        await carryOut(id);
        queries.removeQueries({ queryKey: conferenceKey(id) });
      } catch (error) {
        tellError(t, error, t('room.notDeleted', { name }));
      }
      await queries.invalidateQueries({ queryKey: conferencesKey });
    };
    const undo = () => {
      if (takeBack(id)) tell(t('room.undone', { name }));
      notifications.hide(notice);
    };
    postpone(id, () => {
      notifications.hide(notice); // also when it is carried out early, at signing out
      return deleteConference(id);
    });
    notifications.show({
      id: notice,
      message: <UndoNotice name={name} focused={byKeyboard} undo={undo} />,
      icon: <IconTrash size={18} aria-hidden />,
      color: 'good',
      autoClose: grace,
      onClose: () => queueMicrotask(finish),
    });
  };
}
