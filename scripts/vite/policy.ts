import type { Plugin } from 'vite';
import { POLICY } from '../../src/offline/policy.ts';

/**
 * Puts the content security policy into the built page, and into `_headers`, which Netlify and Cloudflare Pages send by themselves.
 * The dev server goes without: its fast refresh puts inline scripts into the page. The end-to-end tests serve a build.
 */
export function contentSecurityPolicy(): Plugin {
  return {
    name: 'content-security-policy',
    apply: 'build',
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: POLICY },
        injectTo: 'head-prepend',
      },
    ],
    generateBundle() {
      const source = `/*\n  Content-Security-Policy: ${POLICY}\n`;
      this.emitFile({ type: 'asset', fileName: '_headers', source });
    },
  };
}
