import { api } from '../../api/client';
import type { ServerInfo, User } from '../../api/types';
import { createStore } from '../../state/store';

/** What the pages before the call know of the server and of who is signed in; undefined until told. */
export const server = createStore<ServerInfo | undefined>(undefined);
export const user = createStore<User | null | undefined>(undefined);

let asked = false;

/** Asks once a page. Pages work without the answers. */
export function askServer(): void {
  if (asked) return;
  asked = true;
  api.get<ServerInfo>('/server').then(
    (info) => server.set(info),
    () => undefined,
  );
  api.get<{ user: User }>('/session').then(
    (answer) => user.set(answer.user),
    () => user.set(null),
  );
}
