/**
 * Cards of people (vCard 3.0, RFC 2426, and 4.0, RFC 6350), as far as an address
 * book has use for them. Each telephone number, SIP address and e-mail address of a
 * card becomes a contact.
 */
import { dialOfNumber, type Entry, entriesOf, type Fault, mostEntries } from './entry';

interface Property {
  name: string;
  value: string;
}

/** The longest property that is looked at: pictures are longer, and not needed. */
const longestProperty = 20_000;

/** Lines as they were before they were folded (RFC 6350, 3.2), with where each began. */
function unfolded(text: string): { line: number; text: string }[] {
  const lines: { line: number; text: string }[] = [];
  text.split(/\r\n|\n|\r/).forEach((raw, at) => {
    const last = lines.at(-1);
    if (!/^[ \t]/.test(raw) || !last) lines.push({ line: at + 1, text: raw });
    else if (last.text.length < longestProperty) last.text += raw.slice(1);
  });
  return lines;
}

/** `item1.TEL;TYPE="work,voice":+1 23` without group and parameters; the colon in quotes is none. */
function propertyOf(line: string): Property | undefined {
  let quoted = false;
  for (let i = 0; i < line.length; i++) {
    if (line[i] === '"') quoted = !quoted;
    else if (line[i] === ':' && !quoted) {
      const name = (line.slice(0, i).split(';')[0] ?? '').split('.').at(-1) ?? '';
      return { name: name.trim().toUpperCase(), value: line.slice(i + 1) };
    }
  }
  return undefined;
}

/** A value without its escapes (RFC 6350, 3.4). */
const plain = (value: string) =>
  value.replace(/\\([\s\S])/g, (_, c: string) => (c === 'n' || c === 'N' ? '\n' : c)).trim();

/** The parts of a value between separators that are not escaped. */
function parts(value: string, separator: ';' | ','): string[] {
  const found = [''];
  for (let i = 0; i < value.length; i++) {
    const c = value.charAt(i);
    if (c === '\\') found.push((found.pop() ?? '') + c + value.charAt(++i));
    else if (c === separator) found.push('');
    else found.push((found.pop() ?? '') + c);
  }
  return found.map(plain);
}

export function readCards(text: string): { entries: Entry[]; fault?: Fault } {
  const entries: Entry[] = [];
  let card: Property[] | undefined;
  let begun = 0;
  for (const { line, text: raw } of unfolded(text.replace(/^\uFEFF/, ''))) {
    const property = raw.length > longestProperty ? undefined : propertyOf(raw);
    const marks = property?.value.trim().toUpperCase() === 'VCARD' ? property.name : '';
    if (marks === 'BEGIN') [card, begun] = [[], line];
    else if (marks === 'END' && card) {
      entries.push(...entriesOfCard(begun, card));
      card = undefined;
      if (entries.length > mostEntries) return { entries: [], fault: 'many' };
    } else if (property) card?.push(property);
  }
  return entries.length > 0 ? { entries } : { entries, fault: 'empty' };
}

function entriesOfCard(line: number, card: readonly Property[]): Entry[] {
  const all = (name: string) => card.filter((p) => p.name === name).map((p) => p.value);
  const one = (name: string) => plain(all(name)[0] ?? '');
  const [family = '', given = ''] = parts(all('N')[0] ?? '', ';');
  const name =
    one('FN') || [given, family].filter(Boolean).join(' ') || (parts(all('ORG')[0] ?? '', ';')[0] ?? '');
  const groups = [...new Set(all('CATEGORIES').flatMap((value) => parts(value, ',')))].filter(Boolean);
  const who = { name, note: all('NOTE').map(plain).join('\n'), groups };
  if (!/^[34]\.0$/.test(one('VERSION')))
    return [{ line, ...who, login: '', dial: '', email: '', problem: 'version' }];
  // What we have written ourselves says exactly what was meant.
  const exact = [
    ...all('X-VECHE-LOGIN').map((value) => ({ login: plain(value) })),
    ...all('X-VECHE-DIAL').map((value) => ({ dial: plain(value) })),
  ];
  if (exact.length > 0) return entriesOf(line, who, exact);
  return entriesOf(line, who, [
    ...all('TEL').map((value) => ({ dial: dialOfNumber(plain(value)) })),
    ...[...all('IMPP'), ...all('X-SIP'), ...all('URL')].map((value) => ({
      dial: dialOfAddress(plain(value)),
    })),
    ...all('EMAIL').map((value) => ({ email: plain(value).replace(/^mailto:/i, '') })),
  ]);
}

/** The dial string of a SIP or H.323 address; empty for what is none. */
const dialOfAddress = (uri: string) =>
  uri
    .replace(/^sips?:/i, '#sip:')
    .replace(/^h323:/i, '#h323:')
    .match(/^#(sip|h323):.+/i)?.[0] ?? '';

const escaped = (text: string) => text.replace(/[\\,;]/g, (c) => `\\${c}`).replace(/\r\n|\n|\r/g, '\\n');

/** Lines of at most 75 bytes (RFC 6350, 3.2); letters are not cut. */
function folded(line: string): string {
  const encoder = new TextEncoder();
  let [out, width] = ['', 0];
  for (const letter of line) {
    const bytes = encoder.encode(letter).length;
    if (width + bytes > 75) [out, width] = [`${out}\r\n `, 1];
    out += letter;
    width += bytes;
  }
  return `${out}\r\n`;
}

/** Cards that other programs read, and that are read again as they are. */
export function writeCards(entries: readonly Entry[], version: '3.0' | '4.0'): string {
  return entries.map((entry) => cardOf(entry, version)).join('');
}

function cardOf({ name, login, dial, email, note, groups }: Entry, version: '3.0' | '4.0'): string {
  const number = /^#tel:(\+?[0-9]+)$/.exec(dial)?.[1];
  const sip = /^#sip:([^;,#\s]+@[^;,#\s]+)$/.exec(dial)?.[1];
  const lines = [
    'BEGIN:VCARD',
    `VERSION:${version}`,
    `FN:${escaped(name)}`,
    `N:${escaped(name)};;;;`,
    login && `X-VECHE-LOGIN:${escaped(login)}`,
    dial && `X-VECHE-DIAL:${escaped(dial)}`,
    number && (version === '4.0' ? `TEL;VALUE=uri:tel:${number}` : `TEL;TYPE=VOICE:${number}`),
    sip && `IMPP:sip:${sip}`,
    email && `EMAIL:${escaped(email)}`,
    note && `NOTE:${escaped(note)}`,
    groups.length > 0 && `CATEGORIES:${groups.map(escaped).join(',')}`,
    'END:VCARD',
  ];
  return lines
    .filter((line) => typeof line === 'string' && line !== '')
    .map((line) => folded(String(line)))
    .join('');
}
