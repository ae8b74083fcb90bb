import { notifications } from '@mantine/notifications';
import { IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { carryOut, postpone, takeBack } from '../data/deletion';
import { tell, tellError } from './tell';
import { UndoNotice } from './UndoNotice';

/** For so long a deletion can be taken back; longer while the notice has the pointer or the focus. */
const grace = 10_000;

interface Deletion {
  id: string;
  name: string;
  /** What is said, when it is not that something of this name was deleted. */
  done?: string;
  undone?: string;
  remove: () => Promise<unknown>;
  /** The title of what is said when it fails. */
  failed: string;
  /** After it was carried out, or failed. */
  settled: () => Promise<unknown>;
}

/** Deletes something: it is gone from the page at once, from the server when the notice with "Undo" is. */
export function useUndoable() {
  const { t } = useTranslation();
  return ({ id, name, done, undone, remove, failed, settled }: Deletion, byKeyboard: boolean) => {
    const notice = `deleted-${id}`;
    const finish = async () => {
      try {
        await carryOut(id);
      } catch (error) {
        tellError(t, error, failed);
      }
      await settled();
    };
    const undo = () => {
      if (takeBack(id)) tell(undone ?? t('room.undone', { name }));
      notifications.hide(notice);
    };
    postpone(id, () => {
      notifications.hide(notice); // also when it is carried out early, at signing out
      return remove();
    });
    notifications.show({
      id: notice,
      message: <UndoNotice text={done ?? t('room.deleted', { name })} focused={byKeyboard} undo={undo} />,
      icon: <IconTrash size={18} aria-hidden />,
      color: 'good',
      autoClose: grace,
      onClose: () => queueMicrotask(finish),
    });
  };
}
