/**
 * The page stands in a frame of another site (A15). It has no cookies there, and uses
 * none where a browser would send them: whoever looks at it is a guest.
 */
export const embedded = globalThis.location?.pathname.startsWith('/widget/') ?? false;

/** The path of a conference's page in this window. */
export function pathOf(cid: string): string {
  return `/${embedded ? 'widget' : 'c'}/${encodeURIComponent(cid)}`;
}
