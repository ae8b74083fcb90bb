import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { participationKey, prolongParticipation } from '../data/participation';
import { useDates } from '../i18n/dates';
import { tell, tellError } from '../parts/tell';

/** Prolongs my own temporary permission by 24 hours. */
export function useProlong() {
  const { t } = useTranslation();
  const dates = useDates();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: prolongParticipation,
    onSuccess: (own) => {
      queries.setQueryData(participationKey, own);
      tell(t('participation.prolonged', { time: dates.full(own.until ?? '') }));
    },
    onError: (error) => {
      tellError(t, error);
      void queries.invalidateQueries({ queryKey: participationKey });
    },
  });
}
