/**
 * The page's content security policy. A build writes it into the page (scripts/vite/policy.ts) and into `_headers`; the service
 * worker and `npm start` send it as a header, which workers need: they do not inherit what stands in a page's <meta>.
 */
export const POLICY = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "object-src 'none'",
  "form-action 'none'",
].join('; ');
