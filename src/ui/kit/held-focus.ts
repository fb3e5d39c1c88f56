import { type FocusEvent, type RefObject, useEffect, useRef } from 'react';

/**
 * For a part whose buttons go away when its work is over: one that had the focus leaves it to the part, from where Tab goes on.
 * @returns what the part's element hears.
 */
export function useHeldFocus(part: RefObject<HTMLElement | null>, busy: boolean) {
  const within = useRef(false);
  useEffect(() => {
    if (busy || !within.current || part.current?.contains(document.activeElement)) return;
    part.current?.focus({ preventScroll: true });
  }, [busy, part]);
  return {
    onFocus: () => {
      within.current = true;
    },
    onBlur: ({ currentTarget, relatedTarget }: FocusEvent) => {
      // Of a button that goes away it is not told where the focus goes, since it goes nowhere.
      if (relatedTarget instanceof Node && !currentTarget.contains(relatedTarget)) within.current = false;
    },
  };
}
