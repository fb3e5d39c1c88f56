import { type ComponentType, lazy, Suspense, useSyncExternalStore } from 'react';
import layout from './kit/styles/layout.module.css';
import tables from './kit/styles/tables.module.css';

/** The pages beside the lab, by the first segment of the address: `#learn/order-matters/shuffle`. */
export const PAGES = {
  learn: {
    title: 'Learn',
    Content: page(async () => (await import('./pages/learn/learn-page.tsx')).LearnPage),
  },
  kernels: {
    title: 'Kernels',
    Content: page(async () => (await import('./pages/kernels/kernels-page.tsx')).KernelsPage),
  },
  bench: {
    title: 'Bench',
    Content: page(async () => (await import('./pages/bench/bench-page.tsx')).BenchPage),
  },
} as const;

export type PageName = keyof typeof PAGES;

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
  return Object.hasOwn(PAGES, name) ? { name: name as PageName, path } : { name: null, path: [] };
}

/** The page that the address names, as it changes. */
export function usePage(): PageAddress {
  return pageOf(useSyncExternalStore(subscribe, () => location.hash));
}

export function Page({ name, path }: { readonly name: PageName; readonly path: readonly string[] }) {
  const { Content } = PAGES[name];
  return (
    <main className={layout.page}>
      <Suspense fallback={<p className={tables.note}>Loading…</p>}>
        <Content path={path} />
      </Suspense>
    </main>
  );
}

function page(load: () => Promise<ComponentType<PageProps>>) {
  return lazy(async () => ({ default: await load() }));
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
