import { EmptyState } from '@mantine/core';
import { IconUserSearch } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { Panes } from '../parts/Panes';
import classes from './Admin.module.css';
import { Gate } from './Gate';
import { PeopleList } from './PeopleList';
import { PersonCard } from './PersonCard';

/** The people of the server: a list, and the card of one beside it. */
export function PeoplePage() {
  const { login } = useParams();
  return (
    <Gate>
      <Panes
        list={<PeopleList selected={login} />}
        side={login ? <PersonCard key={login} login={login} /> : <Nobody />}
        sideFirst={login !== undefined}
      />
    </Gate>
  );
}

function Nobody() {
  const { t } = useTranslation();
  return (
    <div className={classes.nobody}>
      <EmptyState
        icon={<IconUserSearch size={40} stroke={1.5} aria-hidden />}
        title={t('people.choose.title')}
        description={t('people.choose.text')}
      />
    </div>
  );
}
