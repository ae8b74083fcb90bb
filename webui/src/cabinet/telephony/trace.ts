import type { Trace } from '../data/telephony';

/** The whole trace as plain text, as one pastes it into a mail to the provider. */
export function asText(trace: Trace): string {
  return trace.messages
    .map(
      ({ at, sent, peer, text }) =>
        `${at} ${sent ? '>>>' : '<<<'} ${peer}\n${text.replace(/\r\n/g, '\n').trimEnd()}\n`,
    )
    .join('\n');
}
