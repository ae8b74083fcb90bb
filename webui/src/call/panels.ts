import { createStore } from '../state/store';
import { withdraw } from './notices';

export type Panel = 'none' | 'chat' | 'people';
export type Dialog =
  | 'none'
  | 'settings'
  | 'layout'
  | 'keys'
  | 'info'
  | 'leave'
  | 'access'
  | 'waitingroom'
  | 'invite'
  | 'quality'
  | 'mode'
  | 'record'
  | 'keypad'
  | 'transfer';

/** What is open beside and over the call. */
export const panel = createStore<Panel>('none');
export const dialog = createStore<Dialog>('none');
/** To whose telephone or terminal the keys of the keypad go. */
export const keypadFor = createStore<string>('');
/** The camera that the pad over the picture moves; "" for none. */
export const opticsOf = createStore<string>('');
/** Who is to be put through to somebody else. */
export const transferOf = createStore<string>('');
/** To whom the next chat message goes, "" for all. */
export const chatTo = createStore<string>('');

export function toggle(which: Exclude<Panel, 'none'>): void {
  panel.update((now) => (now === which ? 'none' : which));
}

// What a panel shows need not be told of beside it.
panel.subscribe(() => withdraw((notice) => notice.offer === panel.get()));
