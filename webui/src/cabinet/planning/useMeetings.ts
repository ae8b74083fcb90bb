import { useQuery } from '@tanstack/react-query';
import type { Conference } from '../data/conference';
import { meetingsQuery } from '../data/planning';
import { type Meeting, withCancelled } from './meetings';

/** The nearest meetings of a scheduled conference, the cancelled among them; undefined until they are known. */
export function useMeetings(room: Conference): Meeting[] | undefined {
  const { data } = useQuery({
    ...meetingsQuery(room.id, room.revision),
    enabled: Boolean(room.schedule),
  });
  return data && withCancelled(data, room.schedule, 5, Date.now());
}
