/**
 * Tables as text (RFC 4180), as spreadsheets save them: the separator is a
 * comma, a semicolon or a tab, whichever the first line has most of.
 */
const separators = [';', ',', '\t'] as const;

/** Splits a table into rows and cells; `line` is where the row begins, from 1. Empty rows are left out. */
export function parseTable(text: string): { line: number; cells: string[] }[] {
  const source = text.replace(/^\uFEFF/, '');
  const separator = separatorOf(source);
  const rows: { line: number; cells: string[] }[] = [];
  let [cells, cell, quoted, line, begun]: [string[], string, boolean, number, number] = [[], '', false, 1, 1];
  const endRow = () => {
    cells.push(cell);
    if (cells.some((c) => c.trim())) rows.push({ line: begun, cells: cells.map((c) => c.trim()) });
    [cells, cell] = [[], ''];
  };
  for (let i = 0; i < source.length; i++) {
    const c = source[i];
    const newline = c === '\n' || (c === '\r' && source[i + 1] !== '\n');
    if (newline) line++;
    if (quoted) {
      if (c !== '"') cell += c;
      else if (source[i + 1] === '"') cell += source[++i];
      else quoted = false;
    } else if (c === '"' && cell.trim() === '') [cell, quoted] = ['', true];
    else if (c === separator) {
      cells.push(cell);
      cell = '';
    } else if (newline) {
      endRow();
      begun = line;
    } else if (c !== '\r') cell += c;
  }
  endRow();
  return rows;
}

function separatorOf(source: string): string {
  const first = source.split(/\r?\n|\r/).find((row) => row.trim()) ?? '';
  const count = (s: string) => first.split(s).length;
  return separators.reduce((best, s) => (count(s) > count(best) ? s : best));
}

/** What a spreadsheet would take for a formula gets an apostrophe before it (OWASP, CSV injection). */
const safe = (cell: string) => (/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell);

const quote = (cell: string) => `"${safe(cell).replaceAll('"', '""')}"`;

/** A table that spreadsheets open as it is: UTF-8 with the mark at its beginning, semicolons. */
export const writeTable = (rows: readonly (readonly string[])[]) =>
  `\uFEFF${rows.map((row) => row.map(quote).join(';')).join('\r\n')}\r\n`;
