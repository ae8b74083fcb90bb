import { allowed } from '../ring/notification';

interface Shown {
  title: string;
  body: string;
  icon: string;
  /** A later one with the same tag stands in place of it. */
  tag: string;
}

/** Tells of a message outside of the hidden page; a click leads to it. */
export function showMessage({ title, body, icon, tag }: Shown, open: () => void): void {
  if (allowed() !== 'yes') return;
  try {
    const shown = new Notification(title, { body: body.slice(0, 200), icon: icon || undefined, tag });
    shown.onclick = () => {
      window.focus();
      shown.close();
      open();
    };
  } catch {
    // phones show them from a service worker only
  }
}
