import { named } from '../named';

/** The chapters by their names. */
export const chapters = named(
  import.meta.glob<string>('./*.md', { query: '?raw', import: 'default', eager: true }),
);
