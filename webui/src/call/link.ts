import type { Info } from '../protocol/types';

/** The conference's address as one sends it to others; a server without a public address tells only the path. */
export function linkOf(info: Pick<Info, 'url' | 'cid'>): string {
  return new URL(info.url || `/c/${encodeURIComponent(info.cid)}`, location.href).href;
}
