import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { goInto } from '../../call/going';
import { type Placing, placeCall } from '../data/contacts';
import { tellError } from '../parts/tell';

/** Calls somebody and goes into the call. */
export function useCalling() {
  const { t } = useTranslation();
  return useMutation({
    mutationFn: (placing: Placing) => placeCall(placing),
    onSuccess: ({ cid }) => goInto(cid),
    onError: (error) => tellError(t, error),
  });
}
