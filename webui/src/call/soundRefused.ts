import { createStore } from '../state/store';

/** The browser wants a gesture before it plays sound. */
export const soundRefused = createStore(false);
