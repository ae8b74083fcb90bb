import { Modal } from '@mantine/core';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ChooseText } from '../../parts/ChooseText';
import { Progressing } from '../../parts/Progressing';
import { tellError } from '../../parts/tell';
import { useBook } from '../book';
import { type Entry, longestFile, mostEntries } from './entry';
import { knowledge, wholeBook } from './known';
import { PreviewEntries } from './PreviewEntries';
import { type Candidate, planOf } from './plan';
import { Report } from './Report';
import { readEntries } from './read';
import { useTaking } from './useTaking';

/** What stands between the file and the book. */
interface Plan {
  candidates: Candidate[];
  /** Ids of groups by their names in small letters. */
  groups: Map<string, string>;
}

/** Takes contacts from a file: choose it, look at what it would do, do it, and take it back. */
export function ImportContacts({ opened, close }: { opened: boolean; close: () => void }) {
  const { t } = useTranslation();
  const book = useBook();
  const work = useTaking();
  const [plan, setPlan] = useState<Plan>();
  const [checking, setChecking] = useState<{ done: number; of: number }>();
  const stopped = useRef(false);

  const check = async (entries: Entry[]) => {
    stopped.current = false;
    setChecking({ done: 0, of: entries.length });
    try {
      const { contacts, groups } = await wholeBook(book);
      const step = (done: number) => {
        setChecking({ done, of: entries.length });
        return !stopped.current;
      };
      const candidates = await planOf(entries, contacts, groups, knowledge(), step);
      if (candidates.length > 0)
        setPlan({ candidates, groups: new Map(groups.map((g) => [g.name.toLowerCase(), g.id])) });
    } catch (error) {
      tellError(t, error);
    }
    setChecking(undefined);
  };
  const take = (text: string) => {
    const { entries, fault } = readEntries(text);
    if (!fault) void check(entries);
    return fault;
  };
  const stopChecking = () => {
    stopped.current = true;
  };
  const end = () => {
    if (work.state === 'running') return work.stop();
    if (work.state === 'undoing') return;
    stopChecking();
    close();
    work.reset();
    setPlan(undefined);
  };
  const good = (plan?.candidates ?? []).filter((c) => !c.problem);
  return (
    <Modal
      opened={opened}
      onClose={end}
      size="xl"
      title={t('contactFiles.title')}
      closeOnClickOutside={false}
      closeOnEscape={work.state === 'idle'}
    >
      {checking && <Progressing label={t('contactFiles.checking')} {...checking} stop={stopChecking} />}
      {work.state === 'running' && (
        <Progressing
          label={t('contactFiles.taking')}
          done={work.outcomes.length}
          of={good.length}
          stop={work.stop}
        />
      )}
      {work.state !== 'running' && work.state !== 'idle' && (
        <Report work={work} left={good.length - work.outcomes.length} end={end} />
      )}
      {work.state === 'idle' && !checking && !plan && (
        <ChooseText
          texts="contactFiles"
          accept=".csv,.tsv,.txt,.vcf,.vcard,text/csv,text/plain,text/vcard,text/x-vcard"
          longest={longestFile}
          most={mostEntries}
          take={take}
          cancel={end}
        />
      )}
      {work.state === 'idle' && !checking && plan && (
        <PreviewEntries
          candidates={plan.candidates}
          back={() => setPlan(undefined)}
          start={(update) => void work.run(good, update, plan.groups)}
        />
      )}
    </Modal>
  );
}
