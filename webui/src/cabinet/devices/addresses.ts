import type { ServerAddress } from '../data/devices';

const usual = { udp: 5060, tcp: 5060, tls: 5061 } as const;

/** What is typed into a phone as its server: the port only where it is not the usual one. */
export function typed({ transport, host, port }: ServerAddress): string {
  return port === usual[transport] ? host : `${host}:${port}`;
}

/** The address to show where only one has room: by UDP, which every phone has. */
export const first = (addresses: readonly ServerAddress[]): ServerAddress | undefined =>
  addresses.find((a) => a.transport === 'udp') ?? addresses[0];

/** What a room system dials to reach the conference with this number. */
export const dialled = (address: ServerAddress, number: string): string => `00${number}@${typed(address)}`;
