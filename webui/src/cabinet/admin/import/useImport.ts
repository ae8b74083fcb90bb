import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { createUser, usersKey } from '../../data/people';
import {
  makePeopleGroup,
  type PeopleGroup,
  peopleGroupsKey,
  peopleGroupsQuery,
} from '../../data/peopleGroups';
import type { Candidate } from './people';

/** What became of one person: the made password, or why there is no account. */
export interface Outcome {
  login: string;
  name: string;
  password?: string;
  error?: unknown;
}

/** Adds people one by one, so that each answer is known when it is stopped half way. */
export function useImport() {
  const queries = useQueryClient();
  const [outcomes, setOutcomes] = useState<Outcome[]>([]);
  const [state, setState] = useState<'idle' | 'running' | 'done'>('idle');
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
  const run = async (candidates: readonly Candidate[]) => {
    stopped.current = false;
    setOutcomes([]);
    setState('running');
    const groupIds = groupFinder(() => queries.fetchQuery({ ...peopleGroupsQuery, staleTime: 0 }));
    for (const candidate of candidates) {
      if (stopped.current) break;
      const outcome = await add(candidate, groupIds);
      setOutcomes((all) => [...all, outcome]);
    }
    setState('done');
    await queries.invalidateQueries({ queryKey: usersKey });
    await queries.invalidateQueries({ queryKey: peopleGroupsKey });
  };
  const reset = () => {
    stop();
    setOutcomes([]);
    setState('idle');
  };
  return { outcomes, state, run, stop, reset };
}

async function add({ user, groups }: Candidate, idsOf: GroupFinder): Promise<Outcome> {
  const { login, name } = user;
  try {
    const all = groups ? { ...user, groups: await idsOf(groups) } : user;
    return { login, name, password: (await createUser(all)).password };
  } catch (error) {
    return { login, name, error };
  }
}

type GroupFinder = (names: readonly string[]) => Promise<string[]>;

/** Finds groups by their names, and makes those that are not there. */
function groupFinder(load: () => Promise<PeopleGroup[]>): GroupFinder {
  let known: Map<string, string> | undefined;
  return async (names) => {
    known ??= new Map((await load()).map((g) => [g.name.toLowerCase(), g.id]));
    const ids: string[] = [];
    for (const name of names) {
      const id = known.get(name.toLowerCase()) ?? (await makePeopleGroup(name)).id;
      known.set(name.toLowerCase(), id);
      ids.push(id);
    }
    return ids;
  };
}
