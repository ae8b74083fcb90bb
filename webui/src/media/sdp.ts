/** The first DTLS fingerprint of a description, "" when it has none. */
export function fingerprintOf(sdp: string): string {
  return /^a=fingerprint:(.+)$/m.exec(sdp)?.[1]?.trim().toLowerCase() ?? '';
}
