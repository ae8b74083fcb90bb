import { Combobox, Text } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './AddPeople.module.css';
import type { Hindrance } from './invitable';

interface Props {
  value: string;
  icon: ReactNode;
  name: string;
  line?: string;
  /** Why it cannot be chosen. */
  hindrance?: Hindrance;
}

/** One who can be added; who is on the list already is marked. */
export function Offer({ value, icon, name, line, hindrance }: Props) {
  const { t } = useTranslation();
  return (
    <Combobox.Option value={value} className={classes.option} disabled={hindrance !== undefined}>
      <span className={classes.sign}>{icon}</span>
      <span className={classes.words}>
        <span>{name}</span>
        {(line || hindrance) && (
          <Text component="span" size="xs" c="dimmed">
            {hindrance ? t(`addPeople.not.${hindrance}`) : line}
          </Text>
        )}
      </span>
      {hindrance === 'there' && <IconCheck size={18} aria-hidden />}
    </Combobox.Option>
  );
}
