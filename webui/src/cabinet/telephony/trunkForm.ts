import type { Transport } from '../data/devices';
import type { Pattern, Registration, Trunk, TrunkInput } from '../data/telephony';

/** A trunk as it stands in the form. */
export interface TrunkForm {
  name: string;
  host: string;
  /** Empty: that of the transport. */
  port: number | '';
  transport: Transport;
  login: string;
  /** Empty: the one that is kept, if there is one. */
  password: string;
  /** The kept one is to go. */
  forget: boolean;
  realm: string;
  from: { user: string; name: string; domain: string };
  default: boolean;
  patterns: Pattern[];
  registration: Registration;
  expires: number;
  enabled: boolean;
}

export const transports: Transport[] = ['udp', 'tcp', 'tls'];
export const registrations: Registration[] = ['off', 'permanent', 'before_call'];

/** The form of a new trunk; the first one is the default. */
export const emptyTrunk = (others: readonly Trunk[]): TrunkForm => ({
  name: '',
  host: '',
  port: '',
  transport: 'udp',
  login: '',
  password: '',
  forget: false,
  realm: '',
  from: { user: '', name: '', domain: '' },
  default: others.length === 0,
  patterns: [],
  registration: 'off',
  expires: 600,
  enabled: true,
});

export function toForm(trunk: Trunk): TrunkForm {
  const { id: _, hasPassword: __, revision: ___, ...rest } = trunk;
  return { ...rest, port: trunk.port || '', password: '', forget: false };
}

/** What the server is told; a password that was not typed is left out and so stays. */
export function fromForm(form: TrunkForm): TrunkInput {
  const { password, forget, port, ...rest } = form;
  const input: TrunkInput = { ...rest, port: port || 0 };
  if (password) input.password = password;
  else if (forget) input.password = '';
  return input;
}

const place = /^(?:[\dxX*#+]|\[(?:\d(?:-\d)?)(?:,?\d(?:-\d)?)*\])/;

/** How many characters of a number a pattern describes before its end; -1 if it is none. */
export function places(match: string): number {
  let rest = match.trim();
  if (rest === '') return -1;
  let count = 0;
  while (rest !== '' && rest !== '.') {
    const found = place.exec(rest)?.[0];
    if (!found || (found === '+' && count > 0) || descends(found)) return -1;
    rest = rest.slice(found.length);
    count++;
  }
  return count;
}

const descends = (set: string): boolean =>
  [...set.matchAll(/(\d)-(\d)/g)].some(([, from = '', to = '']) => from > to);

/** What of a pattern is wrong, by its field; nothing when it is right. */
export function faultOf({
  match,
  strip,
  prepend,
}: Pattern): Partial<Record<keyof Pattern, 'match' | 'strip' | 'prepend'>> {
  const length = places(match);
  if (length < 0) return { match: 'match' };
  if (!Number.isInteger(strip) || strip < 0 || strip > length) return { strip: 'strip' };
  if (!/^\+?[\d*#]{0,39}$/.test(prepend.trim())) return { prepend: 'prepend' };
  return {};
}

/** "pbx.example.org:5070, TCP". */
export function addressOf({ host, port, transport }: Pick<Trunk, 'host' | 'port' | 'transport'>): string {
  const shown = host.includes(':') ? `[${host}]` : host;
  return `${shown}${port ? `:${port}` : ''}, ${transport.toUpperCase()}`;
}
