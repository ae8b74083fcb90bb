import { useCall, useConference, useSession } from '../../call/context';
import { useStore } from '../../state/useStore';

/** Whether one may record here, see [[Call.records]]. */
export function useRecords(): boolean {
  const call = useCall();
  useStore(useSession().hello, (h) => h);
  return useConference(() => call.records());
}
