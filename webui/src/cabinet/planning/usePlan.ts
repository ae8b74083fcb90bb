import { useMediaQuery } from '@mantine/hooks';
import { useSearchParams } from 'react-router';
import type { Occurrence } from '../data/schedule';
import { isDay, today, type View, views } from './days';
import { meetingPlace } from './places';

const isView = (text: string | null): text is View => views.some((view) => view === text);

/** What of the plan is looked at. It stands in the address, so that a card keeps its calendar beside it. */
export function usePlan() {
  const [params, setParams] = useSearchParams();
  const phone = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false });
  const [asked, named] = [params.get('view'), params.get('day')];
  const picked = isView(asked) ? asked : 'month';
  // A phone has room for a strip of the month and the list of a day.
  const view: View = phone && picked !== 'list' ? 'month' : picked;
  const day = isDay(named) ? named : today();
  const look = (change: { view?: View; day?: string }) =>
    setParams(
      (before) => {
        const next = new URLSearchParams(before);
        for (const [name, value] of Object.entries(change)) next.set(name, value);
        return next;
      },
      { replace: true },
    );
  const keep = new URLSearchParams();
  for (const name of ['view', 'day']) {
    const value = params.get(name);
    if (value) keep.set(name, value);
  }
  return {
    view,
    day,
    phone,
    look,
    /** The list with the same view. */
    back: `/cabinet/scheduled${keep.size > 0 ? `?${keep}` : ''}`,
    /** The card with the same view beside it. */
    card: (id: string, which?: Pick<Occurrence, 'series' | 'of'>) => {
      const place = meetingPlace(id, which);
      return keep.size > 0 ? `${place}${place.includes('?') ? '&' : '?'}${keep}` : place;
    },
  };
}
