/** What a page or its worker knows of where it may ask; null on a command line. */
export interface PageContext {
  readonly origin: string;
  /** Whether the network is there at all, as far as the browser knows. */
  readonly online: () => boolean;
  /** Hears of addresses that the page's policy forbade; returns what ends it. */
  readonly onForbidden: (hear: (address: string) => void) => () => void;
}

interface PageScope {
  readonly location?: { readonly origin?: string };
  readonly navigator?: { readonly onLine?: boolean };
  readonly WorkerGlobalScope?: unknown;
  readonly document?: unknown;
  addEventListener?(type: string, hear: (event: { readonly blockedURI?: string }) => void): void;
  removeEventListener?(type: string, hear: (event: { readonly blockedURI?: string }) => void): void;
}

/** The page or worker that this runs in. Node and Deno have neither origin nor policy. */
export function thisPage(scope: PageScope = globalThis as PageScope): PageContext | null {
  const origin = scope.location?.origin;
  const isPage = scope.document !== undefined || scope.WorkerGlobalScope !== undefined;
  if (!isPage || !origin || !scope.addEventListener || 'Deno' in scope) return null;
  return {
    origin,
    online: () => scope.navigator?.onLine !== false,
    onForbidden: (hear) => {
      const listener = (event: { readonly blockedURI?: string }) => hear(event.blockedURI ?? '');
      scope.addEventListener!('securitypolicyviolation', listener);
      return () => scope.removeEventListener?.('securitypolicyviolation', listener);
    },
  };
}
