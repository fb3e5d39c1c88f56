import { useSyncExternalStore } from 'react';

/** The pages beside the lab, by the first segment of the address: `#learn/order-matters/shuffle`. */
export const PAGE_TITLES = { learn: 'Learn', kernels: 'Kernels', bench: 'Bench' } as const;

export type PageName = keyof typeof PAGE_TITLES;

export interface PageProps {
  /** The address's segments after the page's name, decoded. */
  readonly path: readonly string[];
}

export interface PageAddress extends PageProps {
  /** Null is the lab. */
  readonly name: PageName | null;
}

/** Where an address leads; one that names no page, such as an experiment's link, leads to the lab. */
export function pageOf(address: string): PageAddress {
  const [name = '', ...path] = address.replace(/^#/, '').split('/').map(decodeSegment);
  return Object.hasOwn(PAGE_TITLES, name) ? { name: name as PageName, path } : { name: null, path: [] };
}

/** The page that the address names, as it changes. */
export function usePage(): PageAddress {
  return pageOf(useSyncExternalStore(subscribe, () => location.hash));
}

function subscribe(changed: () => void): () => void {
  window.addEventListener('hashchange', changed);
  return () => window.removeEventListener('hashchange', changed);
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
