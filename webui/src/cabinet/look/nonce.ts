import { setNonce } from 'get-nonce';

/**
 * The nonce that the server put into this answer. Vite writes the tag
 * (`html.cspNonce`); browsers hide the attribute, so the property is read.
 */
export function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
}

/** Gives the nonce to the one library below Mantine that writes styles by itself (scroll lock of dialogs). */
export function announceNonce(): void {
  const nonce = styleNonce();
  if (nonce) setNonce(nonce);
}
