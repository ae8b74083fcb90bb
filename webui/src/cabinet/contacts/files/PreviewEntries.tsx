import { Button, Group, ScrollArea, Stack, Table, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Choices } from '../../parts/Choices';
import type { Candidate } from './plan';

interface Props {
  candidates: Candidate[];
  back: () => void;
  start: (update: boolean) => void;
}

/** More lines do not help anybody; those with mistakes come first. */
const mostShown = 500;

/** What would come of each entry, and what is done with those that are there. */
export function PreviewEntries({ candidates, back, start }: Props) {
  const { t } = useTranslation();
  const [existing, setExisting] = useState<'skip' | 'update'>('skip');
  const update = existing === 'update';
  const bad = candidates.filter((c) => c.problem);
  const fresh = candidates.filter((c) => !c.problem && !c.existing).length;
  const different = candidates.filter((c) => c.existing && !c.same).length;
  const there = candidates.filter((c) => c.existing).length;
  const work = fresh + (update ? different : 0);
  const shown = [...bad, ...candidates.filter((c) => !c.problem)].slice(0, mostShown);
  return (
    <Stack gap="md">
      <Text size="sm" role="status">
        {[
          t('contactFiles.ready', { count: fresh }),
          there > 0 && t('contactFiles.there', { count: there }),
          bad.length > 0 && t('contactFiles.bad', { count: bad.length }),
        ]
          .filter(Boolean)
          .join(' ')}
      </Text>
      {different > 0 && (
        <Choices
          as="lines"
          label={t('contactFiles.existing')}
          value={existing}
          onChange={setExisting}
          options={[
            { value: 'skip', name: t('contactFiles.skip') },
            { value: 'update', name: t('contactFiles.update') },
          ]}
        />
      )}
      <ScrollArea.Autosize
        mah="45vh"
        type="auto"
        viewportProps={{ tabIndex: 0, role: 'region', 'aria-label': t('contactFiles.preview') }}
      >
        <Table verticalSpacing="xs" miw="36rem">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('importPeople.line')}</Table.Th>
              <Table.Th>{t('contacts.name')}</Table.Th>
              <Table.Th>{t('contactFiles.what')}</Table.Th>
              <Table.Th>{t('contactFiles.way')}</Table.Th>
              <Table.Th>{t('contacts.fact.groups')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {shown.map((candidate, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the rows do not move, and a line may have several
              <Line key={at} candidate={candidate} update={update} />
            ))}
          </Table.Tbody>
        </Table>
      </ScrollArea.Autosize>
      {candidates.length > mostShown && (
        <Text size="sm" c="dimmed">
          {t('contactFiles.shown', { count: mostShown })}
        </Text>
      )}
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={back}>
          {t('contactFiles.back')}
        </Button>
        <Button disabled={work === 0} onClick={() => start(update)}>
          {t('contactFiles.start', { count: work })}
        </Button>
      </Group>
    </Stack>
  );
}

function Line({ candidate, update }: { candidate: Candidate; update: boolean }) {
  const { t } = useTranslation();
  const { entry, problem, existing, same } = candidate;
  const what = !existing ? 'add' : same || !update ? 'leave' : 'change';
  return (
    <Table.Tr>
      <Table.Td className="tabular">{entry.line}</Table.Td>
      <Table.Td>{entry.name}</Table.Td>
      <Table.Td c={problem ? 'var(--mantine-color-error)' : undefined}>
        {problem ? t([problem, 'errors.invalid']) : t(`contactFiles.will.${what}`)}
      </Table.Td>
      <Table.Td>{entry.login || entry.dial || entry.email}</Table.Td>
      <Table.Td>{entry.groups.join(', ')}</Table.Td>
    </Table.Tr>
  );
}
