/** A page of a list. `next` is the cursor of the following page, "" at the end. */
export interface Page<T> {
  items: T[];
  next?: string;
  total: number;
}

/** Somebody of this server, as `GET /session` tells. */
export interface User {
  login: string;
  name: string;
  email: string;
  avatar: string;
  language: string;
  /** IANA name; empty: that of the server. */
  zone: string;
  admin: boolean;
  rights: string[];
  /** Groups of people that one is in. */
  groups: string[];
  blocked: boolean;
  created: string;
  revision: number;
  participation: Participation;
  lockedUntil?: string;
}

/** A permission to take part in conferences, where the server asks for one (D6). */
export interface Participation {
  kind: 'permanent' | 'until' | 'none';
  /** With `until`. */
  until?: string;
}

/** The same as its holder sees it. */
export interface OwnParticipation extends Participation {
  required: boolean;
  allowed: boolean;
  /** It can be prolonged now. */
  prolongable: boolean;
  /** The server lets people prolong it, on its last day. */
  prolongs: boolean;
}

/** Somebody who can be invited, as `GET /people` tells. */
export interface Person {
  login: string;
  name: string;
  avatar: string;
  /** Has a page open, so that it would ring. */
  online: boolean;
}

/** What everybody may know of the server (A5, A6). */
export interface ServerInfo {
  name: string;
  version: string;
  contacts: { name: string; phone: string; email: string };
  equipmentUrl: string;
  languages: string[];
  guestsAllowed: boolean;
  /** This server records, and the administrator lets owners do it (L2). */
  recording: boolean;
  /** IANA name of the zone for those who chose none. */
  zone: string;
  /** It sends letters (G18). */
  mail: boolean;
}

/** A file in the chat, as the upload answers. */
export interface UploadedFile {
  id: string;
  name: string;
  size: number;
  type: string;
  url: string;
}

/** What a dial string means here, as `POST /dial/explain` tells. */
export interface Explained {
  kind?: string;
  canonical?: string;
  name?: string;
  /** What is wrong with it; `at` counts bytes. */
  error?: { code: string; at: number; text: string };
  /** Why it cannot be called, though it is right. */
  refused?: { code: string; detail: string };
}

/** Somebody with his name. */
export interface Named {
  login: string;
  name: string;
}

/** One of the people of a conversation. */
export interface PersonIn extends Named {
  avatar: string;
  /** Has no account any more, or is blocked: nobody reads there. */
  gone?: boolean;
}

/** What people write to one another outside conferences, as `GET /conversations` tells. */
export interface Conversation {
  id: string;
  kind: 'personal' | 'group';
  /** Of a personal conversation: the name of the other. */
  name: string;
  /** Login of who manages a group; empty in a personal conversation. */
  manager: string;
  /** Who came first stands first, oneself among them. */
  people: PersonIn[];
  last: Message | null;
  unread: number;
  /** Number of the last message that one has read. */
  read: number;
  /** In a personal conversation: number of the last message that the other has read. */
  seen: number;
  muted: boolean;
  revision: number;
}

/** A message of a conversation. */
export interface Message {
  number: number;
  from: Named;
  at: string;
  text: string;
  /** What is withheld has neither id nor url. */
  file: MessageFile | null;
  /** One may not receive the file (E8). */
  withheld: boolean;
  /** What happened to the group; the message has no text then. */
  act: MessageAct | null;
  edited: boolean;
  /** Taken back by who wrote it. */
  deleted: boolean;
  /** Of an own message: that with which it was sent. */
  key?: string;
}

/** A file of a message, and the answer of its upload. */
export interface MessageFile {
  id: string;
  name: string;
  size: number;
  type: string;
  /** Path below the public address. */
  url: string;
}

/** What happened to a group. */
export interface MessageAct {
  kind: 'made' | 'renamed' | 'added' | 'removed' | 'left';
  people: Named[];
  /** Of the group, when it was made or renamed. */
  name: string;
}

/** A page of messages, newest first. */
export interface MessagesPage {
  items: Message[];
  /** There are older ones: ask for those before the last number of this page. */
  more: boolean;
}

/** How much one has not read, without muted conversations. */
export interface Unread {
  conversations: number;
  messages: number;
}
