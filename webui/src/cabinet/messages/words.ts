import type { TFunction } from 'i18next';
import type { Conversation, Message, PersonIn } from '../../api/types';
import type { Dates } from '../i18n/dates';

/** The other one of a personal conversation; undefined of a group. */
export const otherOf = (c: Conversation, me: string): PersonIn | undefined =>
  c.kind === 'personal' ? (c.people.find((p) => p.login !== me) ?? c.people[0]) : undefined;

/** How a conversation is called: by its name, or by who else is in it. */
export function titleOf(t: TFunction, c: Conversation, me: string): string {
  if (c.kind === 'personal') return otherOf(c, me)?.name || c.name || t('messages.nobody');
  return (
    c.name ||
    c.people
      .filter((p) => p.login !== me)
      .map((p) => p.name)
      .join(', ')
  );
}

/** What happened to a group, in a sentence. */
export function actText(t: TFunction, { act, from }: Message, me: string): string {
  if (!act) return '';
  const by = from.login === me ? 'me' : 'who';
  const others = act.people.filter((p) => p.login !== me);
  const people = others.map((p) => p.name).join(', ');
  if (by === 'who' && others.length < act.people.length && (act.kind === 'added' || act.kind === 'removed')) {
    return t(`messages.act.${act.kind}.${people ? 'youAnd' : 'you'}`, { who: from.name, people });
  }
  return t(`messages.act.${act.kind}.${by}`, { who: from.name, people, name: act.name });
}

/** A message in one line. */
export function inOneLine(t: TFunction, message: Message, me: string): string {
  if (message.act) return actText(t, message, me);
  if (message.deleted) return t('messages.takenBack');
  if (message.text) return message.text;
  return message.file ? t('messages.fileNamed', { name: message.file.name }) : '';
}

/** The last message as the list has it; in groups it says whose it is. */
export function lastLine(t: TFunction, c: Conversation, me: string): string {
  const { last } = c;
  if (!last) return t('messages.nothingYet');
  const line = inOneLine(t, last, me);
  if (last.act || last.deleted) return line;
  if (last.from.login === me) return t('messages.byMe', { line });
  return c.kind === 'group' ? t('messages.bySomebody', { name: last.from.name, line }) : line;
}

/** "Today", "Yesterday", else the date. */
export function dayText(t: TFunction, dates: Dates, at: string, now = new Date()): string {
  const day = new Date(at).toDateString();
  if (day === now.toDateString()) return t('messages.today');
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
  return day === yesterday.toDateString() ? t('messages.yesterday') : dates.day(at);
}

/** So long a message can be taken back. */
const takeBackFor = 24 * 3_600_000;

export const canTakeBack = (message: Message, now = Date.now()) =>
  !message.deleted && !message.act && now - Date.parse(message.at) < takeBackFor;

/** What a browser shows by itself; everything else is only fetched. */
export const isPicture = (type: string) => /^image\/(png|jpeg|gif|webp)$/.test(type);
