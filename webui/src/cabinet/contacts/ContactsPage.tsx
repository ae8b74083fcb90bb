import { EmptyState } from '@mantine/core';
import { IconAddressBook } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { Gate } from '../admin/Gate';
import { serverBook } from '../data/contacts';
import { Panes } from '../parts/Panes';
import { BookContext } from './book';
import { ContactCard } from './ContactCard';
import { ContactList } from './ContactList';
import classes from './Contacts.module.css';

/** The server's address book, for administrators (E1): the same parts, and only what stands in it. */
export function ServerBookPage() {
  return (
    <Gate>
      <BookContext value={serverBook}>
        <ContactsPage />
      </BookContext>
    </Gate>
  );
}

/** The address book (D13): a list, and the card of one contact beside it. */
export function ContactsPage() {
  const { contact } = useParams();
  return (
    <Panes
      list={<ContactList selected={contact} />}
      side={contact ? <ContactCard key={contact} id={contact} /> : <Nobody />}
      sideFirst={contact !== undefined}
    />
  );
}

function Nobody() {
  const { t } = useTranslation();
  return (
    <div className={classes.nobody}>
      <EmptyState
        icon={<IconAddressBook size={40} stroke={1.5} aria-hidden />}
        title={t('contacts.choose.title')}
        description={t('contacts.choose.text')}
      />
    </div>
  );
}
