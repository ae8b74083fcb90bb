import { ApiError } from '../../api/problem';
import { createStore } from '../../state/store';

/**
 * Deletions that can still be taken back. The server is asked only when the time
 * for that is over, or when the page is left: nothing has to be brought back to
 * life, and what the server has deleted is deleted.
 */
const waiting = new Map<string, () => Promise<unknown>>();

/** What is shown no more: its deletion waits, or was carried out. */
export const deleted = createStore<ReadonlySet<string>>(new Set());

export function postpone(id: string, remove: () => Promise<unknown>): void {
  waiting.set(id, remove);
  deleted.update((ids) => new Set(ids).add(id));
}

/** Carries the deletion out, if it still waits. When that fails, what is not deleted is shown again. */
export async function carryOut(id: string): Promise<void> {
  const remove = waiting.get(id);
  if (!remove) return;
  waiting.delete(id);
  try {
    await remove();
  } catch (cause) {
    if (cause instanceof ApiError && cause.status === 404) return; // somebody was faster
    reveal(id);
    throw cause;
  }
}

/** Carries out all that wait; what fails then stays as it is. */
export async function carryOutAll(): Promise<void> {
  await Promise.allSettled([...waiting.keys()].map(carryOut));
}

/** Reports whether there was still something to take back. */
export function takeBack(id: string): boolean {
  if (!waiting.delete(id)) return false;
  reveal(id);
  return true;
}

/** Shows it again, as the server has it now. */
export function reveal(id: string): void {
  deleted.update((ids) => new Set([...ids].filter((other) => other !== id)));
}
