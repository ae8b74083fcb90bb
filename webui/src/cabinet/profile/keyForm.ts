import type { Key, NewKey, Scope } from '../data/keys';

/** How many days a new key may live; the server takes ten years at most. */
export const lives = ['30', '90', '365', '1825'] as const;
export type Life = (typeof lives)[number];

export interface KeyForm {
  name: string;
  /** What it may do with conferences. */
  may: 'read' | 'create';
  admin: boolean;
  life: Life;
}

export const emptyKey: KeyForm = { name: '', may: 'read', admin: false, life: '365' };

const day = 24 * 60 * 60 * 1000;

/** What the form asks the server for. */
export function newKey({ name, may, admin, life }: KeyForm, now: Date): NewKey {
  const scopes: Scope[] = admin ? [may, 'admin'] : [may];
  return { name: name.trim(), scopes, expires: new Date(now.getTime() + Number(life) * day).toISOString() };
}

export type KeyState = 'over' | 'soon' | 'good';

/** Whether a key has ended, or will within a week. */
export function keyState(key: Pick<Key, 'expires'>, now: Date): KeyState {
  const left = new Date(key.expires).getTime() - now.getTime();
  if (left <= 0) return 'over';
  return left < 7 * day ? 'soon' : 'good';
}

/** Whether a program has ever used it. */
export function wasUsed({ created, lastUsed }: Pick<Key, 'created' | 'lastUsed'>): boolean {
  return new Date(lastUsed).getTime() > new Date(created).getTime();
}
