import { type RefObject, useEffect, useRef, useState } from 'react';

/** How wide an element is, at most `most`: SVG text keeps its size where the picture is drawn for its place. */
export function useWidth(most: number): {
  readonly ref: RefObject<HTMLDivElement | null>;
  readonly width: number;
} {
  const ref = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(most);
  useEffect(() => {
    if (!ref.current) return;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.min(most, entry.contentRect.width)));
    observer.observe(ref.current);
    return () => observer.disconnect();
  }, [most]);
  return { ref, width };
}
