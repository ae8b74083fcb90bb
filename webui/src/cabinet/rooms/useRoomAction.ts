import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type Conference, conferenceKey, conferencesKey } from '../data/conference';
import { tell, tellError } from '../parts/tell';

/** One thing done to a conference; afterwards list and card are asked for again. */
export function useRoomAction<V = void>(
  room: Conference,
  act: (value: V) => Promise<unknown>,
  done?: string,
  /** Whether a failure is told here; else whoever acts shows it. */
  tellFailure = true,
) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSuccess: () => {
      if (done) tell(done);
    },
    onError: (error) => {
      if (tellFailure) tellError(t, error);
    },
    onSettled: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: conferenceKey(room.id) }),
        queries.invalidateQueries({ queryKey: conferencesKey }),
      ]),
  });
}
