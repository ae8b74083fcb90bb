import { Button, Menu } from '@mantine/core';
import { IconCheck, IconLanguage } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { type Language, languages } from '../../i18n/language';
import { changeLanguage } from '../../i18n/start';

export function LanguageSwitch({ onChange }: { onChange?: (language: Language) => void }) {
  const { t, i18n } = useTranslation();
  const pick = (language: Language) => {
    void changeLanguage(language);
    onChange?.(language);
  };
  return (
    <Menu>
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          c="var(--text)"
          size="sm"
          px="xs"
          leftSection={<IconLanguage size={20} aria-hidden />}
          aria-label={`${t('language.label')}: ${t(`language.${i18n.language}`)}`}
        >
          {i18n.language.toUpperCase()}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {languages.map((language) => (
          <Menu.Item
            key={language}
            lang={language}
            onClick={() => pick(language)}
            rightSection={language === i18n.language ? <IconCheck size={16} aria-hidden /> : undefined}
            aria-current={language === i18n.language || undefined}
          >
            {t(`language.${language}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
