import type { Plugin } from 'vite';
import { HEADER_POLICY, PAGE_POLICY } from '../../src/offline/policy.ts';

/**
 * Puts the page's content security policy into the build, and that of its workers into `_headers`, which Netlify and Cloudflare Pages send by themselves.
 * The dev server goes without: its fast refresh puts inline scripts into the page. The end-to-end tests serve a build.
 */
export function contentSecurityPolicy(): Plugin {
  return {
    name: 'content-security-policy',
    apply: 'build',
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: PAGE_POLICY },
        injectTo: 'head-prepend',
      },
    ],
    generateBundle() {
      const source = `/*\n  Content-Security-Policy: ${HEADER_POLICY}\n`;
      this.emitFile({ type: 'asset', fileName: '_headers', source });
    },
  };
}
