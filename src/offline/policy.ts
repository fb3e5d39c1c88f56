/** Content security policies: what a page and its workers may load, run and ask. */
function policy(connect: string): string {
  return [
    "default-src 'self'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    `connect-src ${connect}`,
    "worker-src 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    "form-action 'none'",
  ].join('; ');
}

/** The page's own, which a build writes into it (scripts/vite/policy.ts): it asks no other host. */
export const PAGE_POLICY = policy("'self'");

/**
 * The header's, in `_headers` and from the service worker and `npm start`: workers do not inherit what stands in a page's <meta>, and the page keeps to
 * both. The lab's worker fetches models from wherever a visitor says.
 */
export const HEADER_POLICY = policy("'self' https: http://localhost:* http://127.0.0.1:*");
