import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Conference } from '../data/conference';
import { Confirm } from '../parts/Confirm';
import { useRoomDelete } from './useRoomDelete';

export function RoomDelete({ room }: { room: Conference }) {
  const { t } = useTranslation();
  const [asking, ask] = useDisclosure(false);
  const remove = useRoomDelete(room);
  const what = room.schedule ? 'scheduled.delete' : 'room.delete';
  return (
    <div>
      <Button
        variant="subtle"
        color="danger"
        px="xs"
        leftSection={<IconTrash size={18} aria-hidden />}
        onClick={ask.open}
      >
        {t(what)}
      </Button>
      <Confirm
        opened={asking}
        close={ask.close}
        title={t('room.deleteAsk.title', { name: room.name })}
        text={t(
          room.running
            ? 'room.deleteAsk.running'
            : room.schedule
              ? 'scheduled.deleteAsk'
              : 'room.deleteAsk.text',
        )}
        action={t(what)}
        onConfirm={(e) => {
          ask.close();
          remove(e.detail === 0);
        }}
      />
    </div>
  );
}
