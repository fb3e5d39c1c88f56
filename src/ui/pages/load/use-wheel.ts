import { type RefObject, useEffect, useEffectEvent } from 'react';

/** Hears the wheel over an element, and may keep the page from scrolling: React's own listener is passive. */
export function useWheel(element: RefObject<HTMLElement | null>, turned: (event: WheelEvent) => void): void {
  const turn = useEffectEvent(turned);
  useEffect(() => {
    const box = element.current;
    box?.addEventListener('wheel', turn, { passive: false });
    return () => box?.removeEventListener('wheel', turn);
  }, [element]);
}
