import { VitePWA } from 'vite-plugin-pwa';
import { HASHED } from '../../src/offline/release-file.ts';

/** The page works without a network after the first visit: src/offline/sw.ts, and the list of files that it keeps. */
export function offline() {
  return VitePWA({
    strategies: 'injectManifest',
    srcDir: 'src/offline',
    filename: 'sw.ts',
    registerType: 'prompt',
    includeManifestIcons: false,
    injectRegister: false,
    manifest: {
      name: 'Batchmates',
      short_name: 'Batchmates',
      description:
        'How the other requests in a batch change the answer of a language model, down to the bit.',
      display: 'standalone',
      background_color: '#f6f6f3',
      theme_color: '#1d2430',
      icons: [{ src: 'icon.svg', sizes: 'any', type: 'image/svg+xml' }],
    },
    injectManifest: {
      // Every file of the release: which are kept at once and which when they are first used, the service worker decides.
      globPatterns: ['**/*.{js,mjs,wasm,css,html,svg,txt}', 'examples/**/*.json', 'models/**/*'],
      dontCacheBustURLsMatching: HASHED,
      // For other people's pages: nothing that the lab needs to work offline.
      globIgnores: ['elements/**'],
      maximumFileSizeToCacheInBytes: 2 ** 30,
    },
  });
}
