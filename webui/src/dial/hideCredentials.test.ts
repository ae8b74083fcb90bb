import { describe, expect, it } from 'vitest';
import { hideCredentials } from './hideCredentials';

describe('a dial string on a screen', () => {
  it.each([
    ['rtsp://admin:12345@10.0.0.7:554/ch/1', 'rtsp://…@10.0.0.7:554/ch/1'],
    ['rtsps://admin:a%40b@cam/x?p=12345', 'rtsps://…@cam/x?…'],
    ['rtsp://admin:a@b@cam/x', 'rtsp://…@cam/x'],
    ['rtsp://…@cam/x?…', 'rtsp://…@cam/x?…'],
    ['rtsp://10.0.0.7/a@b', 'rtsp://10.0.0.7/a@b'],
    ['#sip:bob@host', '#sip:bob@host'],
  ])('%s is shown as %s', (dial, shown) => {
    expect(hideCredentials(dial)).toBe(shown);
  });
});
