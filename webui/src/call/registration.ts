/**
 * The secret of an individual link (A13). It stands in the fragment of the address,
 * which goes to no server and no log; from there it comes into sessionStorage, which
 * belongs to one tab, and out of the address bar.
 */
const kept = 'veche.registration';

interface Kept {
  cid: string;
  secret: string;
}

/** Takes the secret out of the address, or what this tab has kept of it. */
export function takeRegistration(cid: string): string | undefined {
  const found = secretIn(location.hash);
  if (!found) return stored(cid);
  history.replaceState(history.state, '', location.pathname + location.search);
  keepRegistration(cid, found);
  return found;
}

/** The secret in the fragment of a link. */
export function secretIn(hash: string): string | undefined {
  return /^#r=([A-Za-z0-9_-]{20,128})$/.exec(hash)?.[1];
}

export function keepRegistration(cid: string, secret: string): void {
  try {
    sessionStorage.setItem(kept, JSON.stringify({ cid, secret } satisfies Kept));
  } catch {
    // Without storage the link has to be opened again after a reload.
  }
}

export function dropRegistration(): void {
  try {
    sessionStorage.removeItem(kept);
  } catch {
    // Nothing was kept then.
  }
}

function stored(cid: string): string | undefined {
  try {
    const value = JSON.parse(sessionStorage.getItem(kept) ?? 'null') as Kept | null;
    return value?.cid === cid ? value.secret : undefined;
  } catch {
    return undefined;
  }
}
