import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

// Two entries: the guest pages with the call (index.html) and the cabinet with
// the administrator's pages (cabinet.html). They share tokens, the API client
// and the layout geometry, and nothing that only one of them needs.
export default defineConfig({
  plugins: [react()],
  // The server puts a fresh nonce in the place of this word, see embed.go.
  html: { cspNonce: 'VECHE-CSP-NONCE' },
  build: {
    target: 'es2022',
    manifest: true,
    // Everything is a file of its own: data: addresses would need wider CSP rules.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
    rolldownOptions: { input: { guest: 'index.html', cabinet: 'cabinet.html' } },
  },
  server: {
    proxy: {
      '/api': { target: process.env.VECHE_DEV_SERVER ?? 'http://localhost:8080' },
      '/ws': { target: process.env.VECHE_DEV_SERVER ?? 'http://localhost:8080', ws: true },
    },
  },
  test: { include: ['src/**/*.test.{ts,tsx}'], environment: 'node' },
});
