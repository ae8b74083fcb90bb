import { linkify } from './linkify';

/** A text of somebody's, in which addresses can be clicked. */
export function Linked({ text }: { text: string }) {
  return linkify(text).map((piece, i) =>
    piece.href ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a text have no other name
      <a key={i} href={piece.href} target="_blank" rel="noopener noreferrer nofollow">
        {piece.text}
      </a>
    ) : (
      piece.text
    ),
  );
}
