import { Button, FileButton, Group, Input, Stack } from '@mantine/core';
import { IconTrash, IconUpload } from '@tabler/icons-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { SchemeOfLook } from '../data/brand';
import { mostBytes, pictureTypes } from '../profile/picture';
import classes from './Look.module.css';
import type { Chosen } from './lookForm';

interface Props {
  scheme: SchemeOfLook;
  /** Address of what is shown. */
  picture: string | undefined;
  error: string;
  onChange: (chosen: Chosen) => void;
  onError: (text: string) => void;
}

/** One of the two logos: seen on its ground, chosen from a file, taken away. */
export function LogoField({ scheme, picture, error, onChange, onError }: Props) {
  const { t } = useTranslation();
  const reset = useRef<() => void>(null);
  const choose = async (file: File | null) => {
    reset.current?.(); // so that the same file can be chosen again
    if (!file) return;
    if (file.size > mostBytes) return onError(t('avatar.tooLarge', { mb: mostBytes / 1024 / 1024 }));
    try {
      (await createImageBitmap(file)).close();
    } catch {
      return onError(t('avatar.noPicture'));
    }
    onChange(file);
  };
  return (
    <Input.Wrapper
      label={t(`brand.logo.${scheme}`)}
      description={t(`brand.logo.${scheme}Hint`, { mb: mostBytes / 1024 / 1024 })}
      error={error}
      labelElement="div"
    >
      <div className={classes.logo}>
        <div className={classes.shown} data-scheme={scheme} data-testid={`logo-${scheme}`}>
          {picture ? <img src={picture} alt="" /> : t(`brand.logo.${scheme}None`)}
        </div>
        <Stack gap="xs">
          <Group gap="xs">
            <FileButton resetRef={reset} onChange={(file) => void choose(file)} accept={pictureTypes}>
              {(props) => (
                <Button
                  {...props}
                  variant="default"
                  leftSection={<IconUpload size={18} aria-hidden />}
                  aria-label={t(`brand.logo.${scheme}Upload`)}
                >
                  {t('brand.upload')}
                </Button>
              )}
            </FileButton>
            {picture && (
              <Button
                variant="subtle"
                color="danger"
                leftSection={<IconTrash size={18} aria-hidden />}
                aria-label={t(`brand.logo.${scheme}Remove`)}
                onClick={() => onChange('none')}
              >
                {t('brand.remove')}
              </Button>
            )}
          </Group>
        </Stack>
      </div>
    </Input.Wrapper>
  );
}
