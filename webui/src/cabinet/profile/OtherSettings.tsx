import {
  Input,
  type MantineColorScheme,
  SegmentedControl,
  Select,
  Stack,
  useMantineColorScheme,
} from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type Language, languages } from '../../i18n/language';
import { changeLanguage } from '../../i18n/start';
import { schemes } from '../../state/scheme';
import { changeMe, sessionKey } from '../data/session';
import { tell, tellError } from '../parts/tell';
import classes from './Profile.module.css';
import { ZoneChoice } from './ZoneChoice';

/** Language, light or dark; the zone in which letters tell times. */
export function OtherSettings() {
  const { t, i18n } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const queries = useQueryClient();
  const keep = useMutation({
    mutationFn: async (language: Language) => {
      await changeLanguage(language);
      await changeMe({ language });
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: sessionKey });
      tell(i18n.t('profile.languageSaved'));
    },
    onError: (error) => tellError(t, error),
  });
  return (
    <Stack gap="lg" className={classes.narrow}>
      <Select
        label={t('language.label')}
        description={t('profile.languageHint')}
        value={i18n.language}
        onChange={(value) => keep.mutate(value as Language)}
        data={languages.map((value) => ({ value, label: t(`language.${value}`) }))}
      />
      <Input.Wrapper label={t('scheme.label')} labelElement="div">
        <SegmentedControl
          mt={4}
          fullWidth
          aria-label={t('scheme.label')}
          value={colorScheme}
          onChange={(value) => setColorScheme(value as MantineColorScheme)}
          data={schemes.map((value) => ({ value, label: t(`scheme.${value}`) }))}
        />
      </Input.Wrapper>
      <ZoneChoice />
    </Stack>
  );
}
