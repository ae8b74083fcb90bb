import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type Conference, conferenceKey, conferencesKey } from '../data/conference';
import { tell, tellError } from '../parts/tell';

/** One thing done to a conference; afterwards list and card are asked for again. */
export function useRoomAction<V = void>(
  room: Conference,
  act: (value: V) => Promise<unknown>,
  done?: string,
) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSuccess: () => {
      if (done) tell(done);
    },
    onError: (error) => tellError(t, error),
    onSettled: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: conferenceKey(room.id) }),
        queries.invalidateQueries({ queryKey: conferencesKey }),
      ]),
  });
}
