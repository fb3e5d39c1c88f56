import type { HTMLAttributes } from 'react';

const LIFTS = ['Space', 'Enter'];

/** What was done at a grip before what drags was there: the keys from the one that picks up on, or the pointer that holds it. */
let held: readonly { readonly grip: HTMLElement; readonly event: Event }[] = [];

/** Handlers of a grip that nothing drags by yet: what is done to it is done again once it can be. */
export const EARLY_GRIP: HTMLAttributes<HTMLButtonElement> = {
  onKeyDown: (event) => {
    const { nativeEvent, currentTarget: grip } = event;
    const picksUp = LIFTS.includes(nativeEvent.code);
    // Of a card that is not picked up the other keys are its list's.
    if (event.key === 'Tab' || (held.length === 0 && !picksUp)) return;
    event.preventDefault();
    event.stopPropagation();
    held = [...held, { grip, event: new KeyboardEvent('keydown', nativeEvent) }];
  },
  onPointerDown: ({ nativeEvent, currentTarget: grip }) => {
    held = [{ grip, event: new PointerEvent('pointerdown', nativeEvent) }];
    for (const end of ['pointerup', 'pointercancel']) window.addEventListener(end, forget, { once: true });
  },
  onBlur: forget,
};

function forget(): void {
  held = [];
}

/** Does again what came first; the very first picks the card up. */
export function repeatFirst(): void {
  const [first, ...rest] = held;
  held = rest;
  first?.grip.dispatchEvent(first.event);
}

/** Does the rest again, each once what the one before led to is drawn and listens. */
export async function repeatMoves(): Promise<void> {
  while (held.length > 0) {
    await new Promise((resolve) => setTimeout(resolve));
    repeatFirst();
  }
}
