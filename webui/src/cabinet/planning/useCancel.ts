import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { ApiError } from '../../api/problem';
import { type Conference, conferenceKey, conferencesKey, path } from '../data/conference';
import { reveal } from '../data/deletion';
import { cancelFollowing, changeOccurrence } from '../data/planning';
import { useUndoable } from '../parts/useUndoable';
import { useMeetingName } from './meetingName';
import type { Meeting } from './meetings';
import { followingId, occurrenceId } from './occurrenceId';

type Range = 'this' | 'following';

/**
 * Cancels a meeting, or it and all that follow. The server is asked when the time to
 * take it back is over, so that nobody gets letters about what was taken back.
 */
export function useCancel(room: Conference) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const undoable = useUndoable();
  const nameOf = useMeetingName();
  return (meeting: Meeting, range: Range, byKeyboard: boolean) => {
    const time = nameOf(meeting);
    const act = (on: Pick<Conference, 'id' | 'revision'>) =>
      range === 'this' ? changeOccurrence(on, meeting, { cancelled: true }) : cancelFollowing(on, meeting);
    const id = (range === 'this' ? occurrenceId : followingId)(room.id, meeting);
    undoable(
      {
        id,
        name: room.name,
        done: t(`occurrence.done.${range}`, { time }),
        undone: t('occurrence.undone', { time }),
        failed: t('occurrence.notCancelled', { time }),
        remove: async () => {
          const known = queries.getQueryData<Conference>(conferenceKey(room.id)) ?? room;
          try {
            await act(known);
          } catch (cause) {
            if (!(cause instanceof ApiError) || cause.code !== 'changed_meanwhile') throw cause;
            await act(await api.get<Conference>(path(room.id)));
          }
        },
        settled: async () => {
          await Promise.all([
            queries.invalidateQueries({ queryKey: conferenceKey(room.id) }),
            queries.invalidateQueries({ queryKey: conferencesKey }),
          ]);
          reveal(id); // it is there again, as a cancelled one that can be restored
        },
      },
      byKeyboard,
    );
  };
}
