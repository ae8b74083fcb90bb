/**
 * Starts the service worker, which shows the offline page where the server cannot be
 * reached. Without it (an old browser, a certificate that is not trusted) the cabinet
 * works just the same.
 */
export function startWorker(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  const start = () =>
    void navigator.serviceWorker.register('/worker.js', { updateViaCache: 'none' }).catch(() => {});
  if (document.readyState === 'complete') start();
  else addEventListener('load', start, { once: true });
}
