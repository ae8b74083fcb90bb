export interface Piece {
  text: string;
  href?: string;
}

const link = /\b(?:https?:\/\/|www\.)[^\s<>"']+/gi;

/**
 * Cuts a text into plain pieces and links. Only http and https become links;
 * punctuation behind one, and a bracket it did not open, belong to the text.
 */
export function linkify(text: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  const plain = (to: number) => to > from && pieces.push({ text: text.slice(from, to) });
  for (const found of text.matchAll(link)) {
    const shown = trimEnd(found[0]);
    const href = hrefOf(shown);
    if (!href) continue;
    plain(found.index);
    pieces.push({ text: shown, href });
    from = found.index + shown.length;
  }
  plain(text.length);
  return pieces;
}

function trimEnd(address: string): string {
  let end = address.replace(/[.,;:!?…»”]+$/, '');
  while (end.endsWith(')') && end.split(')').length > end.split('(').length) end = end.slice(0, -1);
  return end;
}

function hrefOf(address: string): string | undefined {
  try {
    const url = new URL(address.startsWith('www.') ? `https://${address}` : address);
    return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : undefined;
  } catch {
    return undefined;
  }
}
