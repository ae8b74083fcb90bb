import { expect, it } from 'vitest';
import { asText } from './trace';

it('a trace is text with a line before each message', () => {
  const at = '2026-03-01T12:00:00Z';
  const text = asText({
    cut: false,
    messages: [
      {
        at,
        sent: true,
        peer: '192.0.2.1:5060',
        transport: 'udp',
        text: 'INVITE sip:a@b SIP/2.0\r\nVia: x\r\n\r\n',
      },
      { at, sent: false, peer: '192.0.2.1:5060', transport: 'udp', text: 'SIP/2.0 486 Busy Here\r\n\r\n' },
    ],
  });
  expect(text).toBe(
    `${at} >>> 192.0.2.1:5060\nINVITE sip:a@b SIP/2.0\nVia: x\n\n${at} <<< 192.0.2.1:5060\nSIP/2.0 486 Busy Here\n`,
  );
});
