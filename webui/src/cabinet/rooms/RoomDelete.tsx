import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconTrash } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { type Conference, conferenceKey, conferencesKey, deleteConference } from '../data/conference';
import { Confirm } from '../parts/Confirm';
import { tell, tellError } from '../parts/tell';

export function RoomDelete({ room }: { room: Conference }) {
  const { t } = useTranslation();
  const [asking, ask] = useDisclosure(false);
  const queries = useQueryClient();
  const navigate = useNavigate();
  const remove = useMutation({
    mutationFn: () => deleteConference(room.id),
    onSuccess: async () => {
      tell(t('room.deleted', { name: room.name }));
      await navigate('/cabinet');
      queries.removeQueries({ queryKey: conferenceKey(room.id) });
      await queries.invalidateQueries({ queryKey: conferencesKey });
    },
    onError: (error) => tellError(t, error),
  });
  return (
    <div>
      <Button
        variant="subtle"
        color="danger"
        px="xs"
        leftSection={<IconTrash size={18} aria-hidden />}
        loading={remove.isPending}
        onClick={ask.open}
      >
        {t('room.delete')}
      </Button>
      <Confirm
        opened={asking}
        close={ask.close}
        title={t('room.deleteAsk.title', { name: room.name })}
        text={t(room.running ? 'room.deleteAsk.running' : 'room.deleteAsk.text')}
        action={t('room.delete')}
        onConfirm={() => {
          ask.close();
          remove.mutate();
        }}
      />
    </div>
  );
}
