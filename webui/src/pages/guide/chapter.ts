// How a chapter is written: Markdown, as far as it is needed. The first line is
// "# Title"; then paragraphs, "## " headings, "- " and "1. " lists, and
// "term :: explanation" lines. In a line: `code`, [words](#chapter), and “labels”
// of the pages, which the tests compare with the texts that the pages have.

export type Block =
  | { kind: 'heading' | 'paragraph'; text: string }
  | { kind: 'list' | 'steps'; items: string[] }
  | { kind: 'terms'; items: { term: string; text: string }[] };

export interface Chapter {
  title: string;
  blocks: Block[];
}

export function chapterOf(source: string): Chapter {
  const [first = '', ...lines] = source.trim().split('\n');
  const blocks: Block[] = [];
  for (const line of lines) {
    if (line.trim()) add(blocks, line);
  }
  return { title: first.replace(/^# /, ''), blocks };
}

function add(blocks: Block[], line: string): void {
  const last = blocks.at(-1);
  const [, mark = '', rest = ''] = /^(## |- |\d+\. )(.*)$/.exec(line) ?? [];
  const [term, text] = line.split(' :: ', 2);
  if (mark === '## ') blocks.push({ kind: 'heading', text: rest });
  else if (mark) {
    const kind = mark === '- ' ? 'list' : 'steps';
    if (last?.kind === kind) last.items.push(rest);
    else blocks.push({ kind, items: [rest] });
  } else if (term !== undefined && text !== undefined) {
    if (last?.kind === 'terms') last.items.push({ term, text });
    else blocks.push({ kind: 'terms', items: [{ term, text }] });
  } else blocks.push({ kind: 'paragraph', text: line });
}

export type Piece =
  | { kind: 'words' | 'code' | 'label'; text: string }
  | { kind: 'link'; text: string; to: string };

const special = /(`[^`]+`|\[[^\]]+\]\(#\w+\)|“[^”]+”|«[^»]+»)/;

/** A line in its pieces. */
export function piecesOf(line: string): Piece[] {
  return line
    .split(special)
    .filter((text) => text !== '')
    .map((text): Piece => {
      const [, words, to] = /^\[([^\]]+)\]\(#(\w+)\)$/.exec(text) ?? [];
      if (words !== undefined && to !== undefined) return { kind: 'link', text: words, to };
      if (/^`.+`$/.test(text)) return { kind: 'code', text: text.slice(1, -1) };
      if (/^[“«].+[”»]$/.test(text)) return { kind: 'label', text: text.slice(1, -1) };
      return { kind: 'words', text };
    });
}
