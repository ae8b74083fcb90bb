import { describe, expect, it } from 'vitest';
import type { Camera, CameraLook } from '../data/cameras';
import { matching, pictureOf } from '../data/cameras';
import { emptyCamera, fromForm, toForm } from './cameraForm';
import { codedAnew, stateOf, stream } from './words';

const kept: Camera = {
  id: 'A',
  name: 'Ward 3',
  address: 'rtsp://…@10.0.0.7/x',
  device: { address: 'http://10.0.0.7/onvif', login: 'op', hasPassword: true, profile: 'main' },
  notes: '',
  revision: 1,
  conferences: [],
};

describe('the form of a camera', () => {
  it('gives back what was shown, without credentials that nobody typed', () => {
    expect(fromForm(toForm(kept))).toEqual({
      name: 'Ward 3',
      address: 'rtsp://…@10.0.0.7/x',
      notes: '',
      device: { address: 'http://10.0.0.7/onvif', login: 'op' },
    });
  });
  it('sends what was typed', () => {
    const input = fromForm({ ...emptyCamera, address: ' rtsp://h ', login: ' a ', password: ' b ' });
    expect(input).toMatchObject({ address: 'rtsp://h', login: 'a', password: ' b ' });
  });
});

const look: CameraLook = {
  state: 'live',
  since: '',
  problem: '',
  watchers: 1,
  video: 'H264',
  width: 1920,
  height: 1080,
  sound: 'PCMU',
  rate: 24.9,
  bits: 4_120_000,
  transport: 'tcp',
};
const t = ((key: string, values: Record<string, string>) => `${key} ${Object.values(values)}`) as never;

describe('the words for a camera', () => {
  it('says what comes, and leaves out what is not known', () => {
    expect(stream(t, look, 'en')).toBe(
      'H.264 · 1920 × 1080 · cameras.rate 25 · cameras.bits 4.1 · G.711 µ · TCP',
    );
    const nothing = { ...look, video: '', width: 0, rate: 0, bits: 0, sound: '', transport: '' };
    expect(stream(t, nothing, 'en')).toBe('');
  });
  it('takes a state of a newer server for a failure', () => {
    expect(stateOf({ state: 'melted' as never })).toBe('failed');
    expect(stateOf({ state: '' })).toBeUndefined();
    expect(stateOf(undefined)).toBeUndefined();
  });
  it('asks for a new picture every half minute, and for none when there is none', () => {
    expect(pictureOf(kept)).toBeUndefined();
    const at = (keyAt: string) => pictureOf({ ...kept, now: { ...look, keyAt } });
    expect(at('2026-01-01T00:00:01Z')).toBe(at('2026-01-01T00:00:29Z'));
    expect(at('2026-01-01T00:00:01Z')).not.toBe(at('2026-01-01T00:00:31Z'));
  });
});

describe('the cameras of the book on an invited list', () => {
  const book = [
    { id: 'A', name: 'Ward 3' },
    { id: 'B', name: 'Коридор' },
  ];
  it('are found by name, and named by their id only', () => {
    expect(matching(book, 'КОРИ')).toEqual([{ dial: 'camera:B', name: 'Коридор' }]);
    expect(matching(book, '')).toEqual([]);
    expect(matching(book, 'cellar')).toEqual([]);
  });
});

it('knows which streams cost coding', () => {
  expect(['H264', 'H265', 'JPEG', ''].map(codedAnew)).toEqual([false, true, true, false]);
});
