import { createStore } from '../state/store';

/** Whose name is being changed, "" when nobody's. */
export const renaming = createStore<string>('');
