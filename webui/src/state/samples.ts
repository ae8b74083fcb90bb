/** Data for tests, as the server would send it. */
import type { Participant, Snapshot } from '../protocol/types';

export function person(id: string, name: string, more: Partial<Participant> = {}): Participant {
  return { id, kind: 'guest', name, link: 'online', joined: '2026-01-01T00:00:00Z', ...more };
}

export function aSnapshot(more: Partial<Snapshot> = {}): Snapshot {
  return {
    seq: 10,
    you: {
      id: 'a',
      resume: 'secret',
      role: 'participant',
      permissions: {
        sendAudio: true,
        sendVideo: true,
        shareContent: true,
        chatAll: true,
        chatOne: true,
        sendFiles: true,
        receiveFiles: true,
        seePeople: true,
        raiseHand: true,
        moderate: false,
        record: false,
      },
    },
    conference: {
      cid: '1949195144',
      name: 'Weekly',
      description: '',
      owner: { name: 'Olga' },
      access: 'public',
      running: true,
      hasPin: false,
      url: 'http://localhost/c/1949195144',
    },
    participants: [person('a', 'Anna')],
    waiting: [],
    chat: [],
    view: {
      version: 1,
      layout: { type: 'grid', windows: 49, content: false, names: 'bottom' },
      windows: [],
      page: 0,
      pages: 1,
      hearsAll: true,
    },
    started: '2026-01-01T00:00:00Z',
    rings: [],
    calls: [],
    transfers: [],
    ...more,
  };
}
