import { createStore } from '../state/store';
import { useStore } from '../state/useStore';

/** Comes from browsers that can install the page (Chromium); not in TypeScript's own types. */
interface BeforeInstallPrompt extends Event {
  prompt: () => Promise<unknown>;
}

const offer = createStore<BeforeInstallPrompt | undefined>(undefined);

/** Keeps the browser's offer to install the application until somebody asks for it (D15). */
export function awaitOffer(): void {
  addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault(); // no bar over the page
    offer.set(event as BeforeInstallPrompt);
  });
  addEventListener('appinstalled', () => offer.set(undefined));
}

const whole = (offered: BeforeInstallPrompt | undefined) => offered;

/** Installs the application; undefined while the browser does not offer it. */
export function useInstall(): (() => void) | undefined {
  const offered = useStore(offer, whole);
  if (!offered) return undefined;
  return () => {
    offer.set(undefined); // it can be used once
    void offered.prompt().catch(() => {});
  };
}
