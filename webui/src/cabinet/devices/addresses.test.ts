import { expect, it } from 'vitest';
import type { ServerAddress } from '../data/devices';
import { dialled, first, typed } from './addresses';

const at = (transport: ServerAddress['transport'], port: number): ServerAddress => ({
  transport,
  host: 'video.company.com',
  port,
});

it('a usual port is not typed', () => {
  expect(typed(at('udp', 5060))).toBe('video.company.com');
  expect(typed(at('tls', 5061))).toBe('video.company.com');
  expect(typed(at('tls', 5060))).toBe('video.company.com:5060');
  expect(typed(at('tcp', 5070))).toBe('video.company.com:5070');
});

it('UDP is shown where there is room for one', () => {
  expect(first([at('tls', 5061), at('udp', 5060)])?.transport).toBe('udp');
  expect(first([at('tls', 5061)])?.transport).toBe('tls');
  expect(first([])).toBeUndefined();
});

it('room systems dial two zeros before the number (C25)', () => {
  expect(dialled(at('udp', 5060), '1949195144')).toBe('001949195144@video.company.com');
  expect(dialled(at('udp', 5070), '1949195144')).toBe('001949195144@video.company.com:5070');
});
