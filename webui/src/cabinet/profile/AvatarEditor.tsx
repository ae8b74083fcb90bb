import { Button, FileButton, Group, Modal, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconCamera, IconTrash, IconUpload } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { deleteAvatar, putAvatar, sessionKey, useMe } from '../data/session';
import { Face } from '../parts/Face';
import { tell, tellError } from '../parts/tell';
import classes from './Profile.module.css';
import { encodePicture, mostBytes, openPicture, pictureTypes } from './picture';
import { TakePhoto } from './TakePhoto';

/** The own picture: chosen from a file or taken by the web camera (D12), seen before it is used. */
export function AvatarEditor() {
  const { t } = useTranslation();
  const me = useMe();
  const queries = useQueryClient();
  const [picture, setPicture] = useState<HTMLCanvasElement>();
  const [problem, setProblem] = useState('');
  const [taking, photo] = useDisclosure(false);

  const refresh = () => queries.invalidateQueries({ queryKey: sessionKey });
  const save = useMutation({
    mutationFn: async (canvas: HTMLCanvasElement) => putAvatar(await encodePicture(canvas)),
    onSuccess: async () => {
      await refresh();
      setPicture(undefined);
      tell(t('avatar.saved'));
    },
    onError: (error) => tellError(t, error),
  });
  const remove = useMutation({
    mutationFn: deleteAvatar,
    onSuccess: refresh,
    onError: (error) => tellError(t, error),
  });

  const open = async (file: File | null) => {
    setProblem('');
    if (!file) return;
    if (file.size > mostBytes) {
      setProblem(t('avatar.tooLarge', { mb: mostBytes / 1024 / 1024 }));
      return;
    }
    try {
      setPicture(await openPicture(file));
    } catch {
      setProblem(t('avatar.noPicture'));
    }
  };

  return (
    <div className={classes.avatar}>
      <Face name={me.name} picture={me.avatar} size={96} />
      <Stack gap="xs" flex={1} miw={220}>
        <Group gap="xs">
          <FileButton onChange={(file) => void open(file)} accept={pictureTypes}>
            {(props) => (
              <Button
                {...props}
                variant="default"
                size="sm"
                leftSection={<IconUpload size={18} aria-hidden />}
              >
                {t('avatar.upload')}
              </Button>
            )}
          </FileButton>
          <Button variant="default" leftSection={<IconCamera size={18} aria-hidden />} onClick={photo.open}>
            {t('avatar.take')}
          </Button>
          {me.avatar && (
            <Button
              variant="subtle"
              color="danger"
              leftSection={<IconTrash size={18} aria-hidden />}
              loading={remove.isPending}
              onClick={() => remove.mutate()}
            >
              {t('avatar.remove')}
            </Button>
          )}
        </Group>
        <Text size="sm" c={problem ? 'danger' : 'dimmed'} role={problem ? 'alert' : undefined}>
          {problem || t('avatar.hint', { mb: mostBytes / 1024 / 1024 })}
        </Text>
      </Stack>
      <Modal opened={picture !== undefined} onClose={() => setPicture(undefined)} title={t('avatar.preview')}>
        {picture && <Preview picture={picture} label={t('avatar.preview')} />}
        <Group justify="flex-end" mt="lg" gap="sm">
          <Button variant="default" onClick={() => setPicture(undefined)}>
            {t('confirm.cancel')}
          </Button>
          <Button loading={save.isPending} onClick={() => picture && save.mutate(picture)}>
            {t('avatar.use')}
          </Button>
        </Group>
      </Modal>
      <TakePhoto
        opened={taking}
        close={photo.close}
        onTaken={(canvas) => {
          photo.close();
          setPicture(canvas);
        }}
      />
    </div>
  );
}

/** Shows what was drawn; a copy, since a canvas can stand in one place only. */
function Preview({ picture, label }: { picture: HTMLCanvasElement; label: string }) {
  const place = useCallback(
    (canvas: HTMLCanvasElement | null) => {
      if (!canvas) return;
      canvas.width = picture.width;
      canvas.height = picture.height;
      canvas.getContext('2d')?.drawImage(picture, 0, 0);
    },
    [picture],
  );
  return <canvas ref={place} className={classes.crop} role="img" aria-label={label} />;
}
