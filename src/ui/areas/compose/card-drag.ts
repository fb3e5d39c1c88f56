import type { CSSProperties, HTMLAttributes } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { EARLY_GRIP } from './early-grip.ts';

/** How a card follows what drags it. */
export interface CardDrag {
  /** Of its grip. */
  readonly grip: HTMLAttributes<HTMLButtonElement>;
  readonly style: CSSProperties;
  readonly dragged: boolean;
}

const EARLY: CardDrag = { grip: EARLY_GRIP, style: {}, dragged: false };

/** By the rows of `requestRows`; empty until what drags is loaded (drag-layer.tsx). */
const dragStore = createStore<Readonly<Record<string, CardDrag>>>(() => ({}));

export function useCardDrag(row: string): CardDrag {
  return useStore(dragStore, (cards) => cards[row] ?? EARLY);
}

export function setCardDrag(row: string, drag: CardDrag): void {
  dragStore.setState({ [row]: drag });
}

export function forgetCardDrag(row: string): void {
  dragStore.setState(({ [row]: _, ...others }) => others, true);
}

/** Ids of a card's elements in the page. */
export const cardId = (row: string) => `${row}-card`;
export const gripId = (row: string) => `${row}-grip`;
