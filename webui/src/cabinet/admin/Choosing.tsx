import { Button, Checkbox, Group, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconCalendarCheck, IconFolders, IconKey } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { User } from '../../api/types';
import { PermitSeveral } from '../participation/PermitSeveral';
import classes from './Admin.module.css';
import { RegroupSeveral } from './RegroupSeveral';
import { RightsOfSeveral } from './RightsOfSeveral';

interface Props {
  shown: readonly User[];
  chosen: readonly string[];
  choose: (logins: string[]) => void;
  end: () => void;
}

/** Several people are chosen in the list, to get the same. */
export function Choosing({ shown, chosen, choose, end }: Props) {
  const { t } = useTranslation();
  const [opened, dialog] = useDisclosure(false);
  const [regrouping, regroup] = useDisclosure(false);
  const [entitling, entitle] = useDisclosure(false);
  const is = new Set(chosen);
  const all = shown.length > 0 && shown.every((user) => is.has(user.login));
  return (
    <div className={classes.choosing}>
      <Checkbox
        label={t('participation.several.all')}
        checked={all}
        indeterminate={!all && chosen.length > 0}
        onChange={() => choose(all ? [] : shown.map((user) => user.login))}
      />
      <Text size="sm" c="dimmed" role="status" flex={1}>
        {t('participation.several.chosen', { count: chosen.length })}
      </Text>
      <Group gap="xs">
        <Button
          size="xs"
          leftSection={<IconCalendarCheck size={16} aria-hidden />}
          disabled={chosen.length === 0}
          onClick={dialog.open}
        >
          {t('participation.several.give')}
        </Button>
        <Button
          size="xs"
          variant="light"
          leftSection={<IconFolders size={16} aria-hidden />}
          disabled={chosen.length === 0}
          onClick={regroup.open}
        >
          {t('peopleGroups.several.open')}
        </Button>
        <Button
          size="xs"
          variant="light"
          leftSection={<IconKey size={16} aria-hidden />}
          disabled={chosen.length === 0}
          onClick={entitle.open}
        >
          {t('peopleRights.open')}
        </Button>
        <Button size="xs" variant="default" onClick={end}>
          {t('participation.several.stop')}
        </Button>
      </Group>
      <PermitSeveral
        logins={[...chosen]}
        opened={opened}
        close={dialog.close}
        done={() => {
          dialog.close();
          end();
        }}
      />
      <RightsOfSeveral
        logins={[...chosen]}
        opened={entitling}
        close={entitle.close}
        done={() => {
          entitle.close();
          end();
        }}
      />
      <RegroupSeveral
        logins={[...chosen]}
        opened={regrouping}
        close={regroup.close}
        done={() => {
          regroup.close();
          end();
        }}
      />
    </div>
  );
}
