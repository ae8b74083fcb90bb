/**
 * Where to go after signing in: the `next` of the address, if it is a path of
 * this very server, else the cabinet. "//host" and "/\host" are addresses of
 * others, and the login page itself would lead round in a circle.
 */
export function localNext(next: string | null, origin: string): string {
  const home = '/cabinet';
  if (!next?.startsWith('/')) return home;
  let target: URL;
  try {
    target = new URL(next, origin);
  } catch {
    return home;
  }
  if (target.origin !== origin || target.pathname === '/login') return home;
  return target.pathname + target.search + target.hash;
}

/** Whether this page's router draws the path; others are the guest entry's. */
export const drawnHere = (path: string) => /^\/(cabinet|admin|login)(\/|\?|#|$)/.test(path);
