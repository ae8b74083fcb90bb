import { expect, it } from 'vitest';
import { dialOfNumber, type Entry } from './entry';
import { contactsTable, readTable } from './table';
import { readCards, writeCards } from './vcard';

const entry = (given: Partial<Entry>): Entry => ({
  line: 1,
  name: 'Anna',
  login: '',
  dial: '',
  email: '',
  note: '',
  groups: [],
  ...given,
});

it.each([
  ['+7 (495) 123-45-67', '#tel:+74951234567'],
  ['tel:+1-201-555-0123;ext=102', '#tel:+12015550123,102'],
  ['501', '#tel:501'],
  [' ', ''],
])('the number %j is dialled as %j', (text, want) => {
  expect(dialOfNumber(text)).toBe(want);
});

it('a table: each way of a row is a contact, headings in either language', () => {
  const text = 'Имя;Логин;Телефон;Почта;Группы\nАнна;anna;8 495 1;a@b.example;Друзья|Работа\nНикто;;;;';
  expect(readTable(text).entries).toEqual([
    entry({ line: 2, name: 'Анна', login: 'anna', groups: ['Друзья', 'Работа'] }),
    entry({ line: 2, name: 'Анна', dial: '#tel:84951', groups: ['Друзья', 'Работа'] }),
    entry({ line: 2, name: 'Анна', email: 'a@b.example', groups: ['Друзья', 'Работа'] }),
    entry({ line: 3, name: 'Никто', problem: 'way' }),
  ]);
});

it.each([
  ['', 'empty'],
  ['name\nAnna', 'columns'],
  [`login\n${'a\n'.repeat(10_001)}`, 'many'],
])('%#: a table that is no address book', (text, fault) => {
  expect(readTable(text)).toEqual({ entries: [], fault });
});

const card = (...lines: string[]) => ['BEGIN:VCARD', ...lines, 'END:VCARD', ''].join('\r\n');

it.each<[string, string, Partial<Entry>[]]>([
  [
    '3.0, with groups of properties, parameters, escapes and folded lines',
    card(
      'VERSION:3.0',
      'N:Petrova;Anna;;;',
      'FN:Anna Petr',
      ' ova\\, Ltd',
      'item1.TEL;TYPE="work:voice",pref:+7 495 1',
      'EMAIL;TYPE=INTERNET:a@b.example',
      'NOTE:one\\ntwo',
      'CATEGORIES:Friends,A\\,B',
    ),
    [
      { name: 'Anna Petrova, Ltd', dial: '#tel:+74951', note: 'one\ntwo', groups: ['Friends', 'A,B'] },
      { name: 'Anna Petrova, Ltd', email: 'a@b.example', note: 'one\ntwo', groups: ['Friends', 'A,B'] },
    ],
  ],
  [
    '4.0, with addresses as URIs',
    card(
      'VERSION:4.0',
      'FN:Room',
      'TEL;VALUE=uri:tel:+1-2;ext=3',
      'IMPP:sip:room@pbx.example',
      'IMPP:xmpp:a@b',
    ),
    [
      { name: 'Room', dial: '#tel:+12,3' },
      { name: 'Room', dial: '#sip:room@pbx.example' },
    ],
  ],
  [
    'a name in parts only',
    card('VERSION:4.0', 'N:Orlov;Boris;;;', 'TEL:1'),
    [{ name: 'Boris Orlov', dial: '#tel:1' }],
  ],
  ['an older version', card('VERSION:2.1', 'FN:Old', 'TEL:1'), [{ name: 'Old', problem: 'version' }]],
  ['nobody to reach', card('VERSION:4.0', 'FN:Nobody'), [{ name: 'Nobody', problem: 'way' }]],
])('a card: %s', (_, text, want) => {
  expect(readCards(text).entries).toEqual(want.map((e) => entry({ ...e })));
});

it('a card that does not end, and what is none, are no entries', () => {
  expect(readCards('BEGIN:VCARD\nVERSION:4.0\nFN:x').fault).toBe('empty');
  expect(readCards('hello').fault).toBe('empty');
});

const written: Entry[] = [
  entry({ name: 'Анна «А» Очень-Длинная-Фамилия-Которая-Не-Помещается; \\ в строку, никак', login: 'anna' }),
  entry({ name: '=1+1', dial: '#sip:@192.0.2.7;…', note: 'two\nlines, "quoted"; \\n', groups: ['A,B', 'C'] }),
  entry({ name: '+7', dial: '#tel:+74951234567', groups: ['One, two'] }),
  entry({ name: 'By mail', email: 'a@b.example' }),
];
const lineless = (entries: readonly Entry[]) => entries.map((e) => ({ ...e, line: 1 }));

it.each(['3.0', '4.0'] as const)('cards of %s are read as they were written', (version) => {
  const text = writeCards(written, version);
  expect(Math.max(...text.split('\r\n').map((l) => new TextEncoder().encode(l).length))).toBeLessThanOrEqual(
    75,
  );
  expect(lineless(readCards(text).entries)).toEqual(written);
});

it('a table is read as it was written', () => {
  // One group alone with a comma would be two.
  const entries = written.map((e) => ({ ...e, groups: e.groups.length > 1 ? e.groups : [] }));
  expect(lineless(readTable(contactsTable(entries)).entries)).toEqual(entries);
});

/** Random, and the same each time. */
function* numbers(seed: number) {
  for (let x = seed; ; ) {
    x = (Math.imul(x, 1_664_525) + 1_013_904_223) >>> 0;
    yield x;
  }
}

it('whatever a file holds, it is read to an end, and each entry has a way or a problem', () => {
  const random = numbers(7);
  const next = (below: number) => (random.next().value ?? 0) % below;
  const seeds = [writeCards(written, '4.0'), writeCards(written, '3.0'), contactsTable(written)];
  const pieces = [
    '\r\n ',
    ':',
    ';',
    '"',
    '\\',
    'BEGIN:VCARD\n',
    'END:VCARD\n',
    'TEL:',
    ',',
    '\u0000',
    '\n',
    '…',
  ];
  for (let round = 0; round < 2_000; round++) {
    let text = seeds[next(seeds.length)] ?? '';
    for (let n = next(6); n >= 0; n--) {
      const at = next(text.length + 1);
      text = text.slice(0, at) + (pieces[next(pieces.length)] ?? '') + text.slice(at + next(12));
    }
    for (const read of [readCards, readTable])
      for (const e of read(text).entries) {
        const ways = [e.login, e.dial, e.email].filter(Boolean).length;
        expect(e.problem ? ways === 0 : ways === 1).toBe(true);
      }
  }
});
