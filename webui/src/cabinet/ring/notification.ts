import type { IncomingRing } from '../../protocol/messages';

/** Whether the browser may tell of calls while the page is hidden; asked only by a button. */
export type Allowed = 'yes' | 'no' | 'ask' | 'never';

export function allowed(): Allowed {
  if (typeof Notification === 'undefined' || !window.isSecureContext) return 'never';
  return { granted: 'yes', denied: 'no', default: 'ask' }[Notification.permission] as Allowed;
}

export async function askToNotify(): Promise<Allowed> {
  if (allowed() === 'ask') await Notification.requestPermission();
  return allowed();
}

/** Shows a call outside of the hidden page until the returned function is called. */
export function showOutside(title: string, ring: IncomingRing): () => void {
  if (allowed() !== 'yes' || document.visibilityState === 'visible') return () => {};
  try {
    const shown = new Notification(title, {
      body: ring.call ? '' : ring.conference.name,
      icon: ring.from.avatar || undefined,
      tag: ring.ring,
      requireInteraction: true,
    });
    shown.onclick = () => {
      window.focus();
      shown.close();
    };
    return () => shown.close();
  } catch {
    return () => {}; // phones show them from a service worker only
  }
}
