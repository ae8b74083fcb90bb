import { Button, Menu } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconAddressBook, IconDots, IconFileImport, IconFileSpreadsheet } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { download } from '../../parts/download';
import { tell, tellError } from '../../parts/tell';
import { useBook } from '../book';
import { ImportContacts } from './ImportContacts';
import { wholeBook } from './known';
import { entriesOfBook } from './plan';
import { contactsTable } from './table';
import { writeCards } from './vcard';

type Format = 'csv' | '3.0' | '4.0';

/** From a file into the book, for those who may, and the book as a file. */
export function FilesMenu({ mayImport }: { mayImport: boolean }) {
  const { t } = useTranslation();
  const book = useBook();
  const [importing, shown] = useDisclosure(false);
  const save = useMutation({
    mutationFn: async (format: Format) => {
      const { contacts, groups } = await wholeBook(book);
      const entries = entriesOfBook(contacts, groups);
      if (format === 'csv') download('contacts.csv', contactsTable(entries), 'text/csv');
      else download('contacts.vcf', writeCards(entries, format), 'text/vcard');
      return entries;
    },
    onSuccess: (entries) =>
      tell(
        t('contactFiles.saved', { count: entries.length }) +
          (entries.some((e) => e.dial.includes('…')) ? ` ${t('contactFiles.savedWithout')}` : ''),
      ),
    onError: (error) => tellError(t, error),
  });
  return (
    <>
      <Menu position="bottom-start">
        <Menu.Target>
          <Button variant="default" leftSection={<IconDots size={18} aria-hidden />} loading={save.isPending}>
            {t('contactFiles.menu')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {mayImport && (
            <Menu.Item leftSection={<IconFileImport size={18} aria-hidden />} onClick={shown.open}>
              {t('contactFiles.open')}
            </Menu.Item>
          )}
          <Menu.Item
            leftSection={<IconFileSpreadsheet size={18} aria-hidden />}
            onClick={() => save.mutate('csv')}
          >
            {t('contactFiles.saveTable')}
          </Menu.Item>
          {(['4.0', '3.0'] as const).map((version) => (
            <Menu.Item
              key={version}
              leftSection={<IconAddressBook size={18} aria-hidden />}
              onClick={() => save.mutate(version)}
            >
              {t('contactFiles.saveCards', { version })}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <ImportContacts opened={importing} close={shown.close} />
    </>
  );
}
