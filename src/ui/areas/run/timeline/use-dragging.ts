import { type PointerEvent, type RefObject, useRef } from 'react';

/** Pixels that a hand may tremble in a click. */
const CLICK = 4;

/** Lets a mouse drag what a box scrolls; a finger does so by itself. */
export function useDragging(box: RefObject<HTMLElement | null>) {
  const start = useRef<{ readonly x: number; readonly left: number } | null>(null);
  const far = useRef(false);
  const end = () => {
    start.current = null;
  };
  return {
    handlers: {
      onPointerDown: (event: PointerEvent<HTMLElement>) => {
        far.current = false;
        if (event.pointerType !== 'mouse' || event.button !== 0) return;
        start.current = { x: event.clientX, left: box.current?.scrollLeft ?? 0 };
      },
      onPointerUp: end,
      onPointerCancel: end,
    },
    /** @returns whether it drags. */
    move: (event: PointerEvent<HTMLElement>): boolean => {
      if (!start.current || event.buttons !== 1 || !box.current) return false;
      const by = event.clientX - start.current.x;
      if (!far.current && Math.abs(by) < CLICK) return false;
      if (!far.current) event.currentTarget.setPointerCapture(event.pointerId);
      far.current = true;
      box.current.scrollLeft = start.current.left - by;
      return true;
    },
    /** The click that ends a drag is none. */
    dragged: (): boolean => far.current,
  };
}
