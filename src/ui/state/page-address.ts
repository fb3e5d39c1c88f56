import { useSyncExternalStore } from 'react';
import { isLink } from '../../experiment/link.ts';
import { holdsLink } from '../../experiment/link-text.ts';

/** The pages beside the lab, by the first segment of the address: `#learn/order-matters/shuffle`. */
export const PAGE_TITLES = {
  load: 'Load',
  learn: 'Learn',
  claims: 'Claims',
  audit: 'Audit',
  kernels: 'Kernels',
  bench: 'Bench',
  census: 'Census',
  runs: 'Runs',
  compare: 'Compare',
} as const;

export type PageName = keyof typeof PAGE_TITLES;

export interface PageProps {
  /** The address's segments after the page's name, decoded. */
  readonly path: readonly string[];
}

export interface PageAddress extends PageProps {
  /** Null is the lab. */
  readonly name: PageName | null;
}

/**
 * Where an address leads: a page beside the lab; in the lab an experiment's link, a preset (`#preset/<id>`), a kept run
 * (`#run/<id>`), or `lab`, which is whatever is being composed. A link of a study leads to where studies run.
 */
export type Address =
  | { readonly to: 'page'; readonly name: PageName; readonly path: readonly string[] }
  | { readonly to: 'link'; readonly link: string }
  | { readonly to: 'preset' | 'run'; readonly id: string }
  | { readonly to: 'lab' };

export function addressOf(hash: string): Address {
  const [name = '', ...path] = hash.replace(/^#/, '').split('/').map(decodeSegment);
  if (Object.hasOwn(PAGE_TITLES, name)) return { to: 'page', name: name as PageName, path };
  if ((name === 'preset' || name === 'run') && path.length > 0) return { to: name, id: path.join('/') };
  if (holdsLink(hash, 'study')) return { to: 'page', name: 'claims', path: ['runner', hash] };
  return isLink(hash) ? { to: 'link', link: hash } : { to: 'lab' };
}

/** An experiment that comes with the page. */
export function presetAddress(id: string): string {
  return `#preset/${encodeURIComponent(id)}`;
}

/** The form for a server that is watched. */
export const LOAD_WATCH_ADDRESS = '#load/watch';

/** An experiment that comes with the page, under load. */
export function loadPresetAddress(id: string): string {
  return `#load/preset/${encodeURIComponent(id)}`;
}

/** A claim of the page Claims, opened. */
export function claimAddress(id: string): string {
  return `#claims/claim/${encodeURIComponent(id)}`;
}

/** The report of a study that ships. */
export function studyAddress(id: string): string {
  return `#claims/study/${encodeURIComponent(id)}`;
}

/** A run that this browser keeps. */
export function runAddress(id: string): string {
  return `#run/${encodeURIComponent(id)}`;
}

/** Where an address leads; one that names no page, such as an experiment's link, leads to the lab. */
export function pageOf(hash: string): PageAddress {
  const address = addressOf(hash);
  return address.to === 'page' ? { name: address.name, path: address.path } : { name: null, path: [] };
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
