import { Button, Group, ScrollArea, Stack, Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Candidate } from './people';

interface Props {
  candidates: Candidate[];
  /** How many of them can be added. */
  good: number;
  back: () => void;
  start: () => void;
}

/** Who would be added, and what is wrong with the other lines. */
export function Preview({ candidates, good, back, start }: Props) {
  const { t } = useTranslation();
  const bad = candidates.length - good;
  return (
    <Stack gap="md">
      <Text size="sm" role="status">
        {t('importPeople.ready', { count: good })}
        {bad > 0 && ` ${t('importPeople.bad', { count: bad })}`}
      </Text>
      <ScrollArea.Autosize
        mah="50vh"
        type="auto"
        viewportProps={{ tabIndex: 0, role: 'region', 'aria-label': t('importPeople.preview') }}
      >
        <Table verticalSpacing="xs" miw="34rem">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('importPeople.line')}</Table.Th>
              <Table.Th>{t('person.login')}</Table.Th>
              <Table.Th>{t('person.name')}</Table.Th>
              <Table.Th>{t('person.email')}</Table.Th>
              <Table.Th>{t('importPeople.remark')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {candidates.map((candidate) => (
              <Line key={candidate.line} {...candidate} />
            ))}
          </Table.Tbody>
        </Table>
      </ScrollArea.Autosize>
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={back}>
          {t('importPeople.back')}
        </Button>
        <Button disabled={good === 0} onClick={start}>
          {t('importPeople.start', { count: good })}
        </Button>
      </Group>
    </Stack>
  );
}

function Line({ line, user, problems }: Candidate) {
  const { t } = useTranslation();
  return (
    <Table.Tr>
      <Table.Td>{line}</Table.Td>
      <Table.Td>{user.login}</Table.Td>
      <Table.Td>{user.name}</Table.Td>
      <Table.Td>{user.email}</Table.Td>
      <Table.Td c={problems.length > 0 ? 'var(--mantine-color-error)' : undefined}>
        {problems.length > 0
          ? problems.map((p) => t(`importPeople.problem.${p}`)).join(' ')
          : user.rights.includes('operator') && t('person.operator')}
      </Table.Td>
    </Table.Tr>
  );
}
