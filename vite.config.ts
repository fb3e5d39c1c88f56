import { createHash } from 'node:crypto';
import { basename, relative } from 'node:path';
import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig, type Plugin } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';

/**
 * The dev server puts inline scripts into the page (fast refresh), which the page's own content security policy forbids.
 * Only the dev server drops it: builds keep it, and `npm start` and the end-to-end tests serve a build.
 */
const withoutPolicyInDev: Plugin = {
  name: 'without-content-security-policy-in-dev',
  apply: 'serve',
  transformIndexHtml: (html) => html.replace(/<meta[^>]*http-equiv="Content-Security-Policy"[^>]*>/is, ''),
};

/** The page works without a network after the first visit, and with it always shows what the server has. */
const offline = VitePWA({
  registerType: 'prompt',
  includeManifestIcons: false,
  injectRegister: false,
  manifest: {
    name: 'Batchmates',
    short_name: 'Batchmates',
    description: 'How the other requests in a batch change the answer of a language model, down to the bit.',
    display: 'standalone',
    background_color: '#f6f6f3',
    theme_color: '#1d2430',
    icons: [{ src: 'icon.svg', sizes: 'any', type: 'image/svg+xml' }],
  },
  workbox: {
    globPatterns: ['**/*.{js,css,html,svg,md}', 'examples/*.json'],
    // A large engine that few ask for, and models, are kept when they are first used.
    globIgnores: ['**/models/**', '**/ort*'],
    navigateFallback: null,
    // The first visit's worker takes over at once, so that a model loaded in that visit is kept.
    clientsClaim: true,
    cleanupOutdatedCaches: true,
    runtimeCaching: [
      {
        // The server's own answer while there is a network: weights and page must be of one release.
        urlPattern: ({ url, sameOrigin }) => sameOrigin && /\/(models\/|assets\/ort)/.test(url.pathname),
        handler: 'NetworkFirst',
        options: { cacheName: 'batchmates-models', cacheableResponse: { statuses: [200] } },
      },
    ],
  },
});

/** `tables_scroll_a1b2c3`: readable, and of no other sheet, since the last part is that of the sheet's path. */
function className(name: string, file: string): string {
  const path = relative(import.meta.dirname, file.replace(/\?.*/, ''));
  const hash = createHash('sha256').update(path.replaceAll('\\', '/')).digest('hex').slice(0, 6);
  return `${basename(path, '.module.css')}_${name}_${hash}`;
}

export default defineConfig({
  // Relative addresses, so that dist/ works under any path of any static host.
  base: './',
  // One page: a missing file, such as a model, is a 404 here as it is on a static host, not the page once more.
  appType: 'mpa',
  plugins: [react(), withoutPolicyInDev, offline],
  // onnxruntime-web without its WebAssembly inside: src/reference/ort names the files, which would else be shipped twice.
  resolve: { conditions: ['onnxruntime-web-use-extern-wasm', ...defaultClientConditions] },
  css: { modules: { localsConvention: 'camelCaseOnly', generateScopedName: className } },
  worker: { format: 'es' },
  build: {
    // Another folder, so that two builds of one tree do not overwrite each other (`vite preview` reads it too).
    outDir: process.env.BATCHMATES_DIST ?? 'dist',
    emptyOutDir: true,
    target: 'es2023',
    sourcemap: true,
    // The content security policy allows files of our own origin, not data: addresses.
    assetsInlineLimit: 0,
    // One file for all sheets, in the order of ui/styles/order.ts: which pages were opened before does not change which rule holds.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'styles', test: /\.css$/ }] } } },
    // Every browser with WebGPU preloads modules by itself.
    modulePreload: { polyfill: false },
  },
});
