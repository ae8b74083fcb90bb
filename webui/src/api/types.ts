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
