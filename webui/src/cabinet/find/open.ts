import { createStore } from '../../state/store';

/** Whether the search of the cabinet is open. */
export const finding = createStore(false);
export const openFind = () => finding.update(() => true);
export const closeFind = () => finding.update(() => false);
