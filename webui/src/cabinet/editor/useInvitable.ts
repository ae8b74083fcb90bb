import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { callableCamerasQuery, matching } from '../data/cameras';
import { bookContactsQuery, groupsQuery } from '../data/contacts';
import { peopleQuery } from '../data/people';
import { isEMail } from './draft';
import { useDevice } from './useDevice';

/** Who and what goes by the typed words: of the server, of the books, and what they are by themselves. */
export function useInvitable(text: string, byMail: boolean, enabled: boolean) {
  const [wanted] = useDebouncedValue(text.trim(), 150);
  const people = useQuery({ ...peopleQuery(wanted), enabled });
  const book = useQuery({ ...bookContactsQuery(wanted), enabled });
  const cameras = useQuery({ ...callableCamerasQuery, enabled });
  const groups = useQuery({ ...groupsQuery, enabled });
  const { device, wrong } = useDevice(text);
  const typed = text.trim().toLowerCase();
  // Until the answer is there, of the answer before it only what fits what is typed by now:
  // who is quick with Enter must not get somebody else.
  const stale = typed !== wanted.toLowerCase() || people.isPlaceholderData || book.isPlaceholderData;
  const fits = (...words: string[]) => !stale || words.some((word) => word.toLowerCase().includes(typed));
  const contacts = (book.data ?? []).filter((c) => fits(c.name, c.login, c.dial, c.email));
  const shown = new Set(contacts.map((c) => c.login));
  return {
    contacts,
    groups: (groups.data ?? []).filter((g) => g.name.toLowerCase().includes(typed)),
    people: (people.data ?? []).filter((p) => !shown.has(p.login) && fits(p.name, p.login)),
    cameras: matching(cameras.data ?? [], typed),
    mail: byMail && isEMail(typed) && !contacts.some((c) => c.email.toLowerCase() === typed) ? typed : '',
    device,
    wrong,
    error: people.error ?? book.error,
    busy: people.isFetching || book.isFetching,
    pending: people.isPending || book.isPending,
  };
}
