/** What this page keeps in the browser's local storage, by the name it is kept under. */
export const PLACES = {
  settings: 'batchmates.settings',
  certificates: 'batchmates.certificates',
  composed: 'batchmates.composed',
  /** What tabs were composing that could not keep it. */
  left: 'batchmates.left',
  lessons: 'batchmates.lessons',
  /** What the page Load was composing. */
  load: 'batchmates.load',
  /** The coupling matrix that was measured last. */
  couplings: 'batchmates.couplings',
  /** Limits that the audit's dashboard alarms at. */
  monitor: 'batchmates.monitor',
  /** Addresses of servers that were asked, never a key. */
  servers: 'batchmates.servers',
  /** How wide the lab's panes are. */
  panes: 'batchmates.panes',
} as const;

const EVERY_PLACE = 'batchmates.';
/** Begins the places of what was put aside (keeping.ts). */
export const ASIDE_PLACE = `${EVERY_PLACE}aside.`;
const EVERY_KERNEL = `${EVERY_PLACE}kernel.`;

/** Where a visitor's version of a kernel is kept. */
export const kernelPlace = (kernel: string): string => `${EVERY_KERNEL}${kernel}`;

/** What is kept now, and what it is. */
export interface KeptPlaces {
  readonly certificates: readonly string[];
  readonly composed: readonly string[];
  readonly lessons: readonly string[];
  readonly kernels: readonly string[];
  /** Of another version of the page, or put aside. */
  readonly others: readonly string[];
}

/** The places that are taken; none where the browser forbids to ask. */
export function keptPlaces(): KeptPlaces {
  const places = allPlaces();
  const kernels = places.filter((place) => place.startsWith(EVERY_KERNEL));
  const own: readonly string[] = [...Object.values(PLACES), ...kernels];
  const only = (name: string) => places.filter((place) => place === name);
  return {
    certificates: only(PLACES.certificates),
    composed: [...only(PLACES.composed), ...only(PLACES.left)],
    lessons: only(PLACES.lessons),
    kernels,
    others: places.filter((place) => !own.includes(place)),
  };
}

/** Characters of names and texts, which is about their bytes; 0 where the browser forbids to ask. */
export function sizeOf(places: readonly string[]): number {
  try {
    return places.reduce((sum, place) => sum + place.length + (localStorage.getItem(place)?.length ?? 0), 0);
  } catch {
    return 0;
  }
}

/** Throws what the browser throws where it forbids that. */
export function removePlaces(places: readonly string[]): void {
  for (const place of places) localStorage.removeItem(place);
}

function allPlaces(): string[] {
  try {
    return Object.keys(localStorage).filter((place) => place.startsWith(EVERY_PLACE));
  } catch {
    return [];
  }
}
