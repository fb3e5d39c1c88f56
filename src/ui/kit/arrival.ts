import { type RefObject, useEffect, useRef } from 'react';

/** For a page of entries: its heading, which has the focus and the top of the window unless the address names an entry there is. */
export function useArrival(namesAnEntry: boolean): RefObject<HTMLHeadingElement | null> {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (namesAnEntry) return;
    window.scrollTo(0, 0);
    heading.current?.focus({ preventScroll: true });
  }, [namesAnEntry]);
  return heading;
}

/** For an entry of such a page: where it is, focused and in the middle of the window once it is addressed. */
export function useAddressed<Place extends HTMLElement>(addressed: boolean): RefObject<Place | null> {
  const place = useRef<Place>(null);
  useEffect(() => {
    if (!addressed) return;
    place.current?.focus({ preventScroll: true });
    place.current?.scrollIntoView({ block: 'center' });
  }, [addressed]);
  return place;
}
