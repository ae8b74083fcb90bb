import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type Conference, conferenceKey, conferencesKey, deleteConference } from '../data/conference';
import { useUndoable } from '../parts/useUndoable';

/** Deletes a room, which can be taken back for a while. */
export function useRoomDelete(room: Conference) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const undoable = useUndoable();
  const { id, name } = room;
  return (byKeyboard: boolean) =>
    undoable(
      {
        id,
        name,
        failed: t('room.notDeleted', { name }),
        remove: async () => {
          await deleteConference(id);
          queries.removeQueries({ queryKey: conferenceKey(id) });
        },
        settled: () => queries.invalidateQueries({ queryKey: conferencesKey }),
      },
      byKeyboard,
    );
}
