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
  const contacts = book.data ?? [];
  const shown = new Set(contacts.map((c) => c.login));
  const mail = text.trim().toLowerCase();
  return {
    contacts,
    groups: (groups.data ?? []).filter((g) => g.name.toLowerCase().includes(wanted.toLowerCase())),
    people: (people.data ?? []).filter((p) => !shown.has(p.login)),
    cameras: matching(cameras.data ?? [], wanted),
    mail: byMail && isEMail(mail) && !contacts.some((c) => c.email.toLowerCase() === mail) ? mail : '',
    device,
    wrong,
    error: people.error ?? book.error,
    busy: people.isFetching || book.isFetching,
    pending: people.isPending || book.isPending,
  };
}
