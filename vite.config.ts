import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/**
 * The dev server puts inline scripts into the page (fast refresh), which the page's own content security policy forbids.
 * Only the dev server drops it: builds keep it, and `npm start` and the end-to-end tests serve a build.
 */
const withoutPolicyInDev: Plugin = {
  name: 'without-content-security-policy-in-dev',
  apply: 'serve',
  transformIndexHtml: (html) => html.replace(/<meta[^>]*http-equiv="Content-Security-Policy"[^>]*>/is, ''),
};

export default defineConfig({
  // Relative addresses, so that dist/ works under any path of any static host.
  base: './',
  // One page: a missing file, such as a model, is a 404 here as it is on a static host, not the page once more.
  appType: 'mpa',
  plugins: [react(), withoutPolicyInDev],
  worker: { format: 'es' },
  build: {
    target: 'es2023',
    sourcemap: true,
    // The content security policy allows files of our own origin, not data: addresses.
    assetsInlineLimit: 0,
    // Every browser with WebGPU preloads modules by itself.
    modulePreload: { polyfill: false },
  },
});
