import { type Entry, type Fault, longestFile, mostEntries } from './entry';
import { readTable } from './table';
import { readCards } from './vcard';

const isCards = (text: string) => /^\uFEFF?\s*BEGIN:VCARD/i.test(text);

/** Reads a table or cards, whichever it is. */
export function readEntries(text: string): { entries: Entry[]; fault?: Fault } {
  if (text.length > longestFile) return { entries: [], fault: 'many' };
  const read = isCards(text) ? readCards(text) : readTable(text);
  return read.entries.length > mostEntries ? { entries: [], fault: 'many' } : read;
}
