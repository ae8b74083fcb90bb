import type { Info, Stream } from '../protocol/types';

/** The conference's address as one sends it to others; a server without a public address tells only the path. */
export function linkOf(info: Pick<Info, 'url' | 'cid'>): string {
  return new URL(info.url || `/c/${encodeURIComponent(info.cid)}`, location.href).href;
}

/** The address of the stream for players; without a public one it is at the host of the page. */
export function streamOf(stream: Pick<Stream, 'url'>): string {
  const host = location.hostname.includes(':') ? `[${location.hostname}]` : location.hostname;
  return stream.url.replace('rtsp://:', `rtsp://${host}:`);
}
