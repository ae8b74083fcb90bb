import type { Message } from '../../api/types';

/** One line of a conversation as it is shown. */
export type Line =
  | { kind: 'day'; key: string; at: string }
  | { kind: 'new'; key: string }
  | { kind: 'act'; key: string; message: Message }
  | {
      kind: 'message';
      key: string;
      message: Message;
      mine: boolean;
      /** The first of what somebody writes without a pause: it says who. */
      first: boolean;
      /** The last one of mine that the other has read. */
      seen: boolean;
    };

/** After such a pause it is said again who writes. */
const pause = 5 * 60_000;

const dayOf = (at: string) => new Date(at).toDateString();

/** The messages, oldest first, with what stands between them. `firstNew` is the number under the line. */
export function linesOf(
  messages: readonly Message[],
  me: string,
  firstNew: number | undefined,
  seen: number,
): Line[] {
  const lines: Line[] = [];
  const seenLast = messages.findLast((m) => m.from.login === me && !m.act && m.number <= seen)?.number;
  let before: Message | undefined;
  for (const message of messages) {
    const anotherDay = !before || dayOf(before.at) !== dayOf(message.at);
    if (anotherDay) lines.push({ kind: 'day', key: `day ${message.number}`, at: message.at });
    const news = message.number === firstNew;
    if (news) lines.push({ kind: 'new', key: 'new' });
    const key = String(message.number);
    if (message.act) lines.push({ kind: 'act', key, message });
    else {
      lines.push({
        kind: 'message',
        key,
        message,
        mine: message.from.login === me,
        first: anotherDay || news || !follows(before, message),
        seen: message.number === seenLast,
      });
    }
    before = message;
  }
  return lines;
}

function follows(before: Message | undefined, message: Message): boolean {
  return (
    before !== undefined &&
    !before.act &&
    before.from.login === message.from.login &&
    Date.parse(message.at) - Date.parse(before.at) < pause
  );
}

/**
 * The first message of others after the number up to which one has read; undefined when
 * there is none, when it is older than what is here, or when one has answered since.
 */
export function firstNewOf(messages: readonly Message[], me: string, read: number): number | undefined {
  const oldest = messages[0];
  if (!oldest || oldest.number > read + 1) return undefined;
  const since = messages.filter((m) => m.number > read && !m.act);
  return since.some((m) => m.from.login === me) ? undefined : since[0]?.number;
}
