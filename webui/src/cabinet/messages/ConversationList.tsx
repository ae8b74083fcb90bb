import { Button, Group } from '@mantine/core';
import { useDebouncedValue, useDisclosure } from '@mantine/hooks';
import { IconMessagePlus, IconMessages } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { NotifyButton } from '../contacts/NotifyButton';
import { conversationsQuery } from '../data/conversations';
import { useMe } from '../data/session';
import { ListFrame } from '../parts/ListFrame';
import { More } from '../parts/More';
import { NoRows } from '../parts/NoRows';
import { Rows } from '../parts/Rows';
import { usePresence } from '../ring/wire';
import { ConversationRow } from './ConversationRow';
import { NewConversation } from './NewConversation';
import { otherOf } from './words';

export function ConversationList({ selected }: { selected?: string }) {
  const { t } = useTranslation();
  const me = useMe().login;
  const [text, setText] = useState('');
  const [making, make] = useDisclosure(false);
  const [q] = useDebouncedValue(text.trim(), 150);
  const list = useInfiniteQuery(conversationsQuery(q));
  const items = useMemo(() => (list.data?.pages ?? []).flatMap((page) => page.items), [list.data]);
  const others = useMemo(() => items.map((c) => otherOf(c, me)?.login ?? '').filter(Boolean), [items, me]);
  const presence = usePresence(others);
  const total = list.data?.pages[0]?.total ?? items.length;
  return (
    <>
      <ListFrame
        title={t('messages.title')}
        add={
          <Group gap="sm">
            <Button leftSection={<IconMessagePlus size={18} aria-hidden />} onClick={make.open}>
              {t('messages.new')}
            </Button>
            <NotifyButton of="messages" />
          </Group>
        }
        search={t('messages.search')}
        text={text}
        onText={setText}
        filter={null}
        found={items.length > 0 ? t('messages.found', { count: total }) : ''}
        query={list}
        nothing={<Nothing searched={q !== ''} />}
      >
        <Rows
          all
          items={items}
          keyOf={(c) => c.id}
          row={(c) => (
            <ConversationRow
              conversation={c}
              state={presence.get(otherOf(c, me)?.login ?? '')}
              selected={c.id === selected}
            />
          )}
        />
        <More has={list.hasNextPage} loading={list.isFetchingNextPage} load={() => list.fetchNextPage()} />
      </ListFrame>
      <NewConversation opened={making} close={make.close} />
    </>
  );
}

function Nothing({ searched }: { searched: boolean }) {
  const { t } = useTranslation();
  return (
    <NoRows
      filtered={searched}
      Icon={IconMessages}
      title={t(searched ? 'messages.none.title' : 'messages.empty.title')}
      text={t(searched ? 'messages.none.text' : 'messages.empty.text')}
    />
  );
}
