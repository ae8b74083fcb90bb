import { describe, expect, it } from 'vitest';
import { playerAddress, type RecordingFile } from '../data/recording';
import { offered, periodOf, sortFiles, trackOf } from './sort';

const file = (id: string, start: string, end: string, more: Partial<RecordingFile> = {}): RecordingFile => ({
  id,
  name: `${id}.mp4`,
  format: 'MP4',
  start: `2026-03-02T${start}:00Z`,
  end: `2026-03-02T${end}:00Z`,
  duration: 60,
  size: 1000,
  url: `/api/v1/conferences/a1/recordings/${id}/file`,
  ...more,
});
const morning = file('m', '09:00', '10:00');
const noon = file('n', '12:00', '12:30');

describe('the files of a room', () => {
  it('stand newest first, whatever order they came in', () => {
    expect(sortFiles([morning, noon]).map((r) => r.file.id)).toEqual(['n', 'm']);
  });
  it('have the tracks of their time with them, in the order of their names', () => {
    const tracks = [
      file('x', '09:10', '09:40', { part: 'galina' }),
      file('y', '09:00', '09:59', { part: 'boris' }),
      file('z', '12:00', '12:30', { part: 'boris' }),
    ];
    const sorted = sortFiles([...tracks, morning, noon]);
    expect(sorted.map((r) => [r.file.id, r.tracks.map((f) => f.id)])).toEqual([
      ['n', ['z']],
      ['m', ['y', 'x']],
    ]);
  });
  it.each([
    [
      { part: 'x1-camera', participant: 'Galina' },
      { who: 'Galina', source: 'camera' },
    ],
    [{ part: 'x1-screen-audio' }, { who: 'x1', source: 'screen-audio' }],
    [{ part: 'x1-screen' }, { who: 'x1', source: 'screen' }],
    [{ part: 'other' }, { who: 'other', source: undefined }],
  ])('say whose they are: %j', (more, want) => {
    expect(trackOf(file('x', '09:00', '09:40', more))).toEqual(want);
  });
  it('stand alone when their recording is gone', () => {
    const track = file('x', '09:10', '09:40', { part: 'galina' });
    expect(sortFiles([track, noon]).map((r) => r.file.id)).toEqual(['n', 'x']);
  });
});

describe('the card offers (L4)', () => {
  const running = file('r', '13:00', '13:05', { running: true });
  const table: [string, RecordingFile[], string][] = [
    ['nothing without a recording', [], 'none'],
    ['the one there is', [morning], 'one'],
    ['the list of several', [morning, noon], 'list'],
    ['the list while the only one is written', [running], 'list'],
    ['the list when it has tracks', [morning, file('x', '09:00', '09:40', { part: 'galina' })], 'list'],
  ];
  it.each(table)('%s', (_, files, want) => {
    expect(offered(sortFiles(files))).toBe(want);
  });
});

describe('a period (L5)', () => {
  it('is of whole days here, not in Greenwich', () => {
    const { from, to } = periodOf('2026-03-01', '2026-03-02');
    expect(new Date(from ?? '').getHours()).toBe(0);
    expect(new Date(to ?? '').getHours()).toBe(23);
    expect(Date.parse(to ?? '') - Date.parse(from ?? '')).toBe(2 * 86_400_000 - 1);
  });
  it('is open where nothing, or half a date, stands', () => {
    expect(periodOf('', '2026-')).toEqual({ from: undefined, to: undefined });
  });
});

it('a player asks for the file in the page, a download for the file alone', () => {
  expect(playerAddress(morning)).toBe('/api/v1/conferences/a1/recordings/m/file?inline=1');
});
