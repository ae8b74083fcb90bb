// Runs before anything is drawn: light or dark as it was chosen on this device.
// The pages take over from here (src/state/scheme.ts). A file of its own, for
// the content security policy lets no script stand in the page.
try {
  const chosen = localStorage.getItem('veche.scheme');
  if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.scheme = chosen;
} catch {
  // Storage may be forbidden; then the system decides.
}
