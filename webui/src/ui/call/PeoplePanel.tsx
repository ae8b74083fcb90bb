import { IconUserPlus, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useConference } from '../../call/context';
import { dialog, panel } from '../../call/panels';
import { moderates } from '../../state/conference';
import { Button } from '../Button';
import { Field } from '../Field';
import { IconButton } from '../IconButton';
import { CallList } from './CallList';
import { orderPeople } from './orderPeople';
import { PersonRow } from './PersonRow';
import { RingList } from './RingList';
import { WaitingList } from './WaitingList';

export function PeoplePanel() {
  const { t } = useTranslation();
  const moderator = useConference(moderates);
  const people = useConference((c) => c.participants);
  const me = useConference((c) => c.you.id);
  const [search, setSearch] = useState('');
  const shown = orderPeople(people, me, search);
  return (
    <aside className="panel" aria-label={t('people.title')}>
      <header>
        <h2>{t('people.count', { count: people.length })}</h2>
        <IconButton label={t('close')} icon={<IconX />} onClick={() => panel.set('none')} />
      </header>
      <div className="panel-scroll">
        {moderator && <WaitingList />}
        {moderator && (
          <Button icon={<IconUserPlus />} onClick={() => dialog.set('invite')}>
            {t('invite.title')}
          </Button>
        )}
        {moderator && <RingList />}
        {moderator && <CallList />}
        {people.length > 7 && (
          <Field
            label={t('people.search')}
            type="search"
            value={search}
            onChange={(e) => setSearch(e.target.value)}
          />
        )}
        {shown.length === 0 && <p className="panel-empty">{t('people.nobody')}</p>}
        <ul className="people">
          {shown.map((person) => (
            <PersonRow key={person.id} person={person} />
          ))}
        </ul>
      </div>
    </aside>
  );
}
