import { IconCheck } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCall } from '../../call/context';
import { renaming } from '../../call/renaming';
import type { Participant } from '../../protocol/types';
import { IconButton } from '../IconButton';

export function RenameForm({ person }: { person: Participant }) {
  const { t } = useTranslation();
  const call = useCall();
  const [name, setName] = useState(person.name);
  const submit = (e: FormEvent) => {
    e.preventDefault();
    renaming.set('');
    if (name.trim() && name !== person.name)
      void call.act('rename', { participant: person.id, name: name.trim() });
  };
  return (
    <form className="rename" onSubmit={submit}>
      <input
        aria-label={t('person.newName')}
        value={name}
        maxLength={100}
        // biome-ignore lint/a11y/noAutofocus: it appears where the user just asked for it
        autoFocus
        onChange={(e) => setName(e.target.value)}
        onKeyDown={(e) => e.key === 'Escape' && renaming.set('')}
      />
      <IconButton type="submit" label={t('save')} icon={<IconCheck />} />
    </form>
  );
}
