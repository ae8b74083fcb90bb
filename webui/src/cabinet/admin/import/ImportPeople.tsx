import { Modal } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ChooseText } from '../../parts/ChooseText';
import { Progressing } from '../../parts/Progressing';
import { Preview } from './Preview';
import { type Candidate, longest, mostPeople, readPeople } from './people';
import { Result } from './Result';
import { useImport } from './useImport';

/** Adds many people from a table: choose it, look at it, add them, save their passwords. */
export function ImportPeople({ opened, close }: { opened: boolean; close: () => void }) {
  const { t } = useTranslation();
  const [candidates, setCandidates] = useState<Candidate[]>();
  const work = useImport();
  const good = (candidates ?? []).filter((c) => c.problems.length === 0);
  const take = (text: string) => {
    const { candidates: read, fault } = readPeople(text);
    if (!fault) setCandidates(read);
    return fault;
  };
  const end = () => {
    if (work.state === 'running') return work.stop();
    close();
    work.reset();
    setCandidates(undefined);
  };
  return (
    <Modal
      opened={opened}
      onClose={end}
      size="xl"
      title={t('importPeople.title')}
      // Passwords must not be lost by a click beside the dialog or a key.
      closeOnClickOutside={false}
      closeOnEscape={work.state === 'idle'}
    >
      {work.state === 'running' && (
        <Progressing
          label={t('importPeople.progress')}
          done={work.outcomes.length}
          of={good.length}
          stop={work.stop}
        />
      )}
      {work.state === 'done' && (
        <Result outcomes={work.outcomes} left={good.length - work.outcomes.length} end={end} />
      )}
      {work.state === 'idle' && !candidates && (
        <ChooseText
          texts="importPeople"
          accept=".csv,.tsv,.txt,text/csv,text/plain"
          longest={longest}
          most={mostPeople}
          take={take}
          cancel={end}
        />
      )}
      {work.state === 'idle' && candidates && (
        <Preview
          candidates={candidates}
          good={good.length}
          back={() => setCandidates(undefined)}
          start={() => void work.run(good)}
        />
      )}
    </Modal>
  );
}
