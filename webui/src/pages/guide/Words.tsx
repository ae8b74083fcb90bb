import { Fragment } from 'react';
import { type Piece, piecesOf } from './chapter';
import { marked } from './search';

interface Props {
  text: string;
  /** What is searched for, to be marked. */
  found: string[];
}

/** A line of the guide. */
export function Words({ text, found }: Props) {
  return placed(piecesOf(text), (piece) => piece.text).map(({ at, part }) => (
    <One key={at} piece={part} found={found} />
  ));
}

function One({ piece, found }: { piece: Piece; found: string[] }) {
  const words = <Marked text={piece.text} found={found} />;
  switch (piece.kind) {
    case 'code':
      return <code>{words}</code>;
    case 'label':
      return <strong>{words}</strong>;
    case 'link':
      return <a href={`#${piece.to}`}>{words}</a>;
    default:
      return words;
  }
}

function Marked({ text, found }: Props) {
  return placed(marked(text, found), (part) => part).map(({ at, part, odd }) =>
    odd ? <mark key={at}>{part}</mark> : <Fragment key={at}>{part}</Fragment>,
  );
}

/** Parts with where they begin, which tells those that are alike apart. */
function placed<T>(parts: T[], text: (part: T) => string): { at: string; part: T; odd: boolean }[] {
  let place = 0;
  return parts.map((part, n) => {
    const at = `${place} ${n % 2}`;
    place += text(part).length;
    return { at, part, odd: n % 2 === 1 };
  });
}
