import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import {
  type Book,
  type Contact,
  changeContact,
  contactsKey,
  groupsKey,
  makeContact,
  makeGroup,
  removeContact,
  removeGroup,
} from '../../data/contacts';
import { useBook } from '../book';
import type { Candidate } from './plan';

/** What became of one entry. */
export interface Outcome {
  candidate: Candidate;
  did: 'added' | 'updated' | 'left' | 'failed';
  error?: unknown;
  /** As it is now; of one that was taken. */
  now?: Contact;
}

/** Takes entries into the book one by one, so that each answer is known when it is stopped, and takes it all back. */
export function useTaking() {
  const queries = useQueryClient();
  const book = useBook();
  const [state, setState] = useState<'idle' | 'running' | 'done' | 'undoing' | 'undone'>('idle');
  const [outcomes, setOutcomes] = useState<Outcome[]>([]);
  const [notUndone, setNotUndone] = useState(0);
  const made = useRef<string[]>([]); // groups
  const stopped = useRef(false);
  const stop = () => {
    stopped.current = true;
  };
  useEffect(
    () => () => {
      stopped.current = true;
    },
    [],
  );
  const settle = async () => {
    await queries.invalidateQueries({ queryKey: groupsKey });
    await queries.invalidateQueries({ queryKey: contactsKey });
  };
  const run = async (candidates: readonly Candidate[], update: boolean, groups: Map<string, string>) => {
    stopped.current = false;
    made.current = [];
    setOutcomes([]);
    setState('running');
    for (const candidate of candidates) {
      if (stopped.current) break;
      const outcome = await take(book, candidate, update, groups, made.current);
      setOutcomes((all) => [...all, outcome]);
    }
    setState('done');
    await settle();
  };
  const undo = async () => {
    setState('undoing');
    let failed = 0;
    for (const outcome of outcomes.toReversed()) {
      try {
        await takeBack(book, outcome);
      } catch {
        failed++; // somebody has changed it meanwhile
      }
    }
    for (const id of made.current) await removeGroup(book, id).catch(() => undefined);
    setNotUndone(failed);
    setState('undone');
    await settle();
  };
  const reset = () => {
    stop();
    setOutcomes([]);
    setState('idle');
  };
  return { state, outcomes, notUndone, run, stop, undo, reset };
}

async function take(
  book: Book,
  candidate: Candidate,
  update: boolean,
  groups: Map<string, string>,
  made: string[],
): Promise<Outcome> {
  const { entry, existing, same } = candidate;
  if (existing && (same || !update)) return { candidate, did: 'left' };
  try {
    const ids: string[] = [];
    for (const name of entry.groups) ids.push(await groupOf(book, name, groups, made));
    const { name, note, login, dial, email } = entry;
    if (!existing) {
      const way = login ? { login } : dial ? { dial } : { email };
      return { candidate, did: 'added', now: await makeContact(book, { name, note, groups: ids, ...way }) };
    }
    const change = { name, note: note || existing.note, groups: [...new Set([...existing.groups, ...ids])] };
    const now = await changeContact(book, existing.id, existing.revision, change);
    return { candidate, did: 'updated', now };
  } catch (error) {
    return { candidate, did: 'failed', error };
  }
}

/** The group of that name, which is made if there is none. */
async function groupOf(
  book: Book,
  name: string,
  groups: Map<string, string>,
  made: string[],
): Promise<string> {
  const known = groups.get(name.toLowerCase());
  if (known) return known;
  const { id } = await makeGroup(book, name);
  made.push(id);
  groups.set(name.toLowerCase(), id);
  return id;
}

async function takeBack(book: Book, { did, now, candidate: { existing } }: Outcome): Promise<void> {
  if (did === 'added' && now) await removeContact(book, now.id);
  if (did === 'updated' && now && existing) {
    const { name, note, groups } = existing;
    await changeContact(book, now.id, now.revision, { name, note, groups });
  }
}
