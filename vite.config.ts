import { createHash } from 'node:crypto';
import { basename, relative, resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig } from 'vite';
import { elements } from './scripts/vite/elements.ts';
import { firstChunk } from './scripts/vite/first-chunk.ts';
import { hashedFolders } from './scripts/vite/hashed-folders.ts';
import { thirdPartyNotices } from './scripts/vite/notices.ts';
import { offline } from './scripts/vite/offline.ts';
import { contentSecurityPolicy } from './scripts/vite/policy.ts';
import { HEADER_POLICY } from './src/offline/policy.ts';

const notices = thirdPartyNotices();

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
  plugins: [react(), contentSecurityPolicy(), elements(), hashedFolders(), notices.page, offline()],
  // onnxruntime-web without its WebAssembly inside: src/engines/ort names the files, which would else be shipped twice.
  resolve: {
    conditions: ['onnxruntime-web-use-extern-wasm', ...defaultClientConditions],
    alias: {
      '@stdlib/assert-has-generator-support': resolve(import.meta.dirname, 'scripts/vite/generators.cjs'),
    },
  },
  css: { modules: { localsConvention: 'camelCaseOnly', generateScopedName: className } },
  worker: { format: 'es', plugins: () => [notices.worker()] },
  // As a host should send it, for the workers' sake.
  preview: { headers: { 'Content-Security-Policy': HEADER_POLICY } },
  build: {
    // Another folder, so that two builds of one tree do not overwrite each other (`vite preview` reads it too).
    outDir: process.env.BATCHMATES_DIST ?? 'dist',
    emptyOutDir: true,
    target: 'es2023',
    sourcemap: true,
    // The content security policy allows files of our own origin, not data: addresses.
    assetsInlineLimit: 0,
    // One file for all sheets, in the order of ui/sheet-order.ts: which pages were opened before does not change which rule holds.
    rolldownOptions: {
      output: { codeSplitting: { groups: [{ name: 'styles', test: /\.css$/ }, { name: firstChunk() }] } },
    },
    // Every browser with WebGPU preloads modules by itself.
    modulePreload: { polyfill: false },
  },
});
