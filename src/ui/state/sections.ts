import type { RefCallback } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { bringTo } from '../kit/bring.ts';
import { placeStore } from './place.ts';

/**
 * The sections of the results in the order in which they stand on the page. Who adds one adds its line here, and its contents in
 * lab/sections.tsx. Logits and microscope are parts of a pair's panel: there may be several of each.
 */
export const SECTION_TITLES = {
  inside: 'Inside',
  streams: 'Streams',
  logits: 'Logits',
  microscope: 'Microscope',
  why: 'Why',
  answers: 'Answers',
  timeline: 'Timeline',
  cost: 'Cost',
  run: 'This run',
  certificate: 'Certificate',
} as const;

export type SectionId = keyof typeof SECTION_TITLES;

export const SECTION_IDS = Object.keys(SECTION_TITLES) as readonly SectionId[];

interface Sections {
  /** Those that are on the page. */
  readonly present: ReadonlySet<SectionId>;
  /** The one in view; null where none is. */
  readonly current: SectionId | null;
}

const sectionsStore = createStore<Sections>(() => ({ present: new Set(), current: null }));

export function useSections<Slice>(select: (state: Sections) => Slice): Slice {
  return useStore(sectionsStore, select);
}

export function isPresent(id: SectionId): boolean {
  return sectionsStore.getState().present.has(id);
}

/** The band of the window that is read: below what sticks to its top, down to a third of it. */
const BAND = { rootMargin: '-80px 0px -62% 0px' };

const places = new Map<Element, SectionId>();
const inBand = new Set<Element>();
let observer: IntersectionObserver | null = null;

/** Where each section stands on the page: the `ref` of the element that a way to it leads to. */
export const sectionRef = Object.fromEntries(
  SECTION_IDS.map((id) => [id, (element: HTMLElement | null) => (element ? hold(element, id) : undefined)]),
) as Readonly<Record<SectionId, RefCallback<HTMLElement>>>;

function hold(element: HTMLElement, id: SectionId): () => void {
  observer ??= new IntersectionObserver(see, BAND);
  places.set(element, id);
  observer.observe(element);
  if (!element.hasAttribute('tabindex')) element.tabIndex = -1;
  element.dataset.section = id;
  show();
  return () => {
    places.delete(element);
    inBand.delete(element);
    observer?.unobserve(element);
    show();
  };
}

function see(entries: readonly IntersectionObserverEntry[]): void {
  for (const { target, isIntersecting } of entries) {
    if (isIntersecting && places.has(target)) inBand.add(target);
    else inBand.delete(target);
  }
  show();
}

function show(): void {
  const present = new Set(places.values());
  const last = [...inBand].toSorted(byPlace).at(-1);
  const current = (last && places.get(last)) ?? null;
  const before = sectionsStore.getState();
  const same = present.size === before.present.size && [...present].every((id) => before.present.has(id));
  if (!same || current !== before.current)
    sectionsStore.setState({ present: same ? before.present : present, current });
}

function byPlace(a: Element, b: Element): number {
  return a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1;
}

/** Brings a section to the top and gives it the focus; of a part that several pairs have, the one of the pair that is looked at. */
export function goToSection(id: SectionId): void {
  const found = [...places].flatMap(([element, each]) => (each === id ? [element as HTMLElement] : []));
  const [nearest] = found.toSorted((a, b) => distance(a) - distance(b) || byPlace(a, b));
  if (nearest) bringTo(nearest);
}

/** Pixels from the middle of the window to the pair that holds an element; less than none where a token of the pair is pinned. */
function distance(element: HTMLElement): number {
  const pair = element.closest<HTMLElement>('[data-part="pair"]');
  if (pair && pair.id === placeStore.getState().pinned?.pairKey) return -1;
  const { top, bottom } = (pair ?? element).getBoundingClientRect();
  const middle = window.innerHeight / 2;
  return Math.max(0, top - middle, middle - bottom);
}
