/** What is compared: without capitals, and ё as е. */
const plain = (text: string) => text.toLowerCase().replaceAll('ё', 'е');

/** The words of a query, as they are looked for. */
export const wordsOf = (query: string): string[] => plain(query).split(/\s+/).filter(Boolean);

/** Whether a source has all words, anywhere. */
export const has = (source: string, words: string[]): boolean =>
  words.every((word) => plain(source).includes(word));

/** A text in parts, every other of which is one of the words. */
export function marked(text: string, words: string[]): string[] {
  if (words.length === 0) return [text];
  const any = words
    .map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('е', '[её]'))
    .join('|');
  return text.split(new RegExp(`(${any})`, 'i'));
}
