const key = 'veche.going';

/**
 * Opens a conference that the person has just chosen to be in: by calling somebody, or
 * by accepting a call. The page enters without asking again. The wish stands in the
 * storage of this tab and not in the address, so that no link can make it.
 */
export function goInto(cid: string): void {
  try {
    sessionStorage.setItem(key, cid);
  } catch {
    // Then the page asks.
  }
  location.assign(`/c/${encodeURIComponent(cid)}`);
}

/** Whether this page was opened so; it is answered once. */
export function isGoing(cid: string): boolean {
  try {
    const going = sessionStorage.getItem(key) === cid;
    sessionStorage.removeItem(key);
    return going;
  } catch {
    return false;
  }
}
