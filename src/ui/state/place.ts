import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { pointerRests } from './resting-pointer.ts';

/** A generated position of a pair; the same token lights up wherever it is drawn. */
export interface Place {
  /** `pairKeyOf`. */
  readonly pairKey: string;
  readonly position: number;
}

interface PlaceState {
  /** Under the pointer or the focus. */
  readonly preview: Place | null;
  /** Clicked: stays until it is clicked again, another one is, or Escape. */
  readonly pinned: Place | null;
}

export const placeStore = createStore<PlaceState>(() => ({ preview: null, pinned: null }));

export function usePlace<Slice>(select: (state: PlaceState) => Slice): Slice {
  return useStore(placeStore, select);
}

/** Position of this pair that is previewed. */
export function usePreview(pairKey: string): number | null {
  return usePlace(({ preview }) => positionIn(preview, pairKey));
}

/** Position of this pair that is pinned. */
export function usePinned(pairKey: string): number | null {
  return usePlace(({ pinned }) => positionIn(pinned, pairKey));
}

export function preview(place: Place | null): void {
  placeStore.setState({ preview: place });
}

/** Previews what the pointer is over, null where it has left; nothing where it has not moved since a key was pressed. */
export function point(place: Place | null): void {
  if (!pointerRests()) preview(place);
}

/** Pins a place; unpins it where it is pinned. */
export function togglePin(place: Place): void {
  const { pinned } = placeStore.getState();
  const same = pinned?.pairKey === place.pairKey && pinned.position === place.position;
  placeStore.setState({ pinned: same ? null : place });
}

export function pin(place: Place): void {
  placeStore.setState({ pinned: place });
}

export function unpin(): void {
  placeStore.setState({ pinned: null });
}

function positionIn(place: Place | null, pairKey: string): number | null {
  return place?.pairKey === pairKey ? place.position : null;
}
