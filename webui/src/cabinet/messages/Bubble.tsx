import { ActionIcon, Menu, Text, VisuallyHidden } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconArrowBackUp, IconCopy, IconDots, IconPencil } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { Linked } from '../../ui/Linked';
import { type Message, putMessage, takeBack } from '../data/conversations';
import { useDates } from '../i18n/dates';
import { Confirm } from '../parts/Confirm';
import { Face } from '../parts/Face';
import { tellError } from '../parts/tell';
import { copyText } from '../parts/useCopy';
import { FileBox } from './FileBox';
import classes from './Messages.module.css';
import { canTakeBack } from './words';

interface Props {
  message: Message;
  mine: boolean;
  first: boolean;
  seen: boolean;
  /** In a group, where it must be said who writes. */
  group: boolean;
  /** The picture of who writes. */
  avatar: string;
  conversation: string;
  /** Asked to change the text of an own message. */
  change: (message: Message) => void;
}

/** One message: mine on the right, in groups with the face of who begins to write. Drawn again only when it changes. */
export const Bubble = memo(function Bubble({
  message,
  mine,
  first,
  seen,
  group,
  avatar,
  conversation,
  change,
}: Props) {
  const { t } = useTranslation();
  const dates = useDates();
  const named = group && !mine;
  const { from, at } = message;
  return (
    <li className={classes.message} data-mine={mine || undefined} data-first={first || undefined}>
      {named && (
        <span className={classes.author}>
          {first && <Face name={from.name} picture={avatar} size={32} />}
        </span>
      )}
      <div className={classes.bubbleSide}>
        <div className={classes.bubble} data-deleted={message.deleted || undefined}>
          {named && first ? (
            <p className={classes.name}>{from.name}</p>
          ) : (
            <VisuallyHidden>{mine ? t('messages.you') : from.name}: </VisuallyHidden>
          )}
          <Said message={message} />
          <time className={`tabular ${classes.time}`} dateTime={at} title={dates.full(at)}>
            {message.edited && !message.deleted && `${t('messages.edited')} `}
            {dates.time(at)}
          </time>
        </div>
        {!message.deleted && (
          <Acts message={message} mine={mine} conversation={conversation} change={change} />
        )}
      </div>
      {seen && <p className={classes.seen}>{t('messages.seen')}</p>}
    </li>
  );
});

function Said({ message }: { message: Message }) {
  const { t } = useTranslation();
  if (message.deleted) return <p className={classes.text}>{t('messages.takenBack')}</p>;
  return (
    <>
      {message.file && !message.withheld && <FileBox file={message.file} />}
      {message.withheld && (
        <Text size="sm" className={classes.withheld}>
          {t('messages.withheld', { name: message.file?.name })}
        </Text>
      )}
      {message.text && (
        <p className={classes.text}>
          <Linked text={message.text} />
        </p>
      )}
    </>
  );
}

type ActsProps = Pick<Props, 'message' | 'mine' | 'conversation' | 'change'>;

function Acts({ message, mine, conversation, change }: ActsProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [asking, ask] = useDisclosure(false);
  const back = useMutation({
    mutationFn: () => takeBack(conversation, message.number),
    onSuccess: (mark) => putMessage(queries, conversation, mark),
    onError: (error) => tellError(t, error),
  });
  const mayBack = mine && canTakeBack(message);
  if (!message.text && !mayBack) return null;
  return (
    <>
      <Menu position={mine ? 'bottom-end' : 'bottom-start'}>
        <Menu.Target>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={28}
            className={classes.more}
            aria-label={t('messages.acts')}
          >
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {message.text && (
            <Menu.Item
              leftSection={<IconCopy size={18} aria-hidden />}
              onClick={() => void copyText(message.text).catch((error: unknown) => tellError(t, error))}
            >
              {t('messages.copy')}
            </Menu.Item>
          )}
          {mayBack && message.text && (
            <Menu.Item leftSection={<IconPencil size={18} aria-hidden />} onClick={() => change(message)}>
              {t('messages.rewrite')}
            </Menu.Item>
          )}
          {mayBack && (
            <Menu.Item
              color="danger"
              leftSection={<IconArrowBackUp size={18} aria-hidden />}
              onClick={ask.open}
            >
              {t('messages.takeBack')}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {asking && (
        <Confirm
          opened
          close={ask.close}
          title={t('messages.takeBackAsk')}
          text={t('messages.takeBackText')}
          action={t('messages.takeBack')}
          onConfirm={() => {
            ask.close();
            back.mutate();
          }}
        />
      )}
    </>
  );
}
