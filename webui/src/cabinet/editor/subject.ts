import type { Conference, Settings, Stored } from '../data/conference';
import type { Draft } from './draft';

/** What is stored of that which the form edits. */
export interface Version {
  name: string;
  revision: number;
  settings: Stored;
}

/** What the form is about: a conference, a room or a template, new or stored. */
export interface Subject {
  kind: 'conference' | 'template';
  begin: Draft;
  /** None: it is new. */
  base?: Version;
  room?: Conference;
  /** Where "Cancel" leads. */
  back: string;
  create: (settings: Settings, draft: Draft) => Promise<Done>;
  change: (revision: number, change: Partial<Settings>) => Promise<Done>;
  load: () => Promise<Version>;
}

export interface Done {
  name: string;
  /** Where it can be looked at. */
  to: string;
}
