import { IconUsers } from '@tabler/icons-react';
import type { Presence } from '../../protocol/messages';
import type { Conversation } from '../data/conversations';
import { useMe } from '../data/session';
import { Face } from '../parts/Face';
import classes from './Messages.module.css';
import { otherOf } from './words';

interface Props {
  conversation: Conversation;
  state?: Presence;
  size: number;
}

/** The picture of who one talks with, with a dot for presence; a group has a sign. */
export function ConversationFace({ conversation, state, size }: Props) {
  const other = otherOf(conversation, useMe().login);
  if (!other) {
    return (
      <span className={classes.sign} style={{ width: size, height: size }}>
        <IconUsers size={size / 2} stroke={1.75} aria-hidden />
      </span>
    );
  }
  return <Face name={other.name} picture={other.avatar} size={size} state={state} />;
}
