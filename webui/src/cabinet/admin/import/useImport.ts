import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { createUser, usersKey } from '../../data/people';
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
    for (const candidate of candidates) {
      if (stopped.current) break;
      const outcome = await add(candidate);
      setOutcomes((all) => [...all, outcome]);
    }
    setState('done');
    await queries.invalidateQueries({ queryKey: usersKey });
  };
  const reset = () => {
    stop();
    setOutcomes([]);
    setState('idle');
  };
  return { outcomes, state, run, stop, reset };
}

async function add({ user }: Candidate): Promise<Outcome> {
  const { login, name } = user;
  try {
    return { login, name, password: (await createUser(user)).password };
  } catch (error) {
    return { login, name, error };
  }
}
