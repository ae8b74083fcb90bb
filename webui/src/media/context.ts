let shared: AudioContext | undefined;

/**
 * The one AudioContext of the page. Browsers keep it silent until a gesture; it
 * is woken at every click and key until it runs. Never wait for `resume()`: on a
 * machine without a sound device it does not end.
 */
export function audioContext(): AudioContext {
  if (!shared) {
    shared = new AudioContext();
    const wake = () => {
      if (shared?.state === 'suspended') void shared.resume().catch(() => undefined);
    };
    for (const gesture of ['pointerdown', 'keydown']) addEventListener(gesture, wake, { passive: true });
    wake();
  }
  return shared;
}
