import { notifications } from '@mantine/notifications';
import { IconCalendarTime } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type Conference, conferenceKey, conferencesKey } from '../data/conference';
import { changeOccurrence, type OccurrenceChange } from '../data/planning';
import { tell, tellError } from '../parts/tell';
import { UndoNotice } from '../parts/UndoNotice';
import type { Meeting } from './meetings';

/** Says that a meeting was moved, and offers to move it back. */
export function useMoved(room: Conference, meeting: Meeting) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const settle = () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: conferenceKey(room.id) }),
      queries.invalidateQueries({ queryKey: conferencesKey }),
    ]);
  return (saved: Conference, before: OccurrenceChange) => {
    const notice = `moved-${room.id}`;
    void settle();
    const undo = async () => {
      notifications.hide(notice);
      try {
        await changeOccurrence(saved, meeting, before);
        tell(t('occurrence.movedBack'));
      } catch (error) {
        tellError(t, error);
      }
      await settle();
    };
    notifications.hide(notice);
    notifications.show({
      id: notice,
      message: <UndoNotice text={t('occurrence.wasMoved')} focused={false} undo={() => void undo()} />,
      icon: <IconCalendarTime size={18} aria-hidden />,
      color: 'good',
      autoClose: 10_000,
    });
  };
}
