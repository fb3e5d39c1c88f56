import { useEffect, useRef, useState } from 'react';

/**
 * A value that changes at most once in so many milliseconds, the last one never left out; 0: at once. For what nobody can read sixty
 * times a second, beside a picture that is drawn as often.
 */
export function useThrottled<Value>(value: Value, milliseconds: number): Value {
  const [shown, setShown] = useState(value);
  const latest = useRef(Number.NEGATIVE_INFINITY);
  if (milliseconds === 0 && shown !== value) setShown(value);
  const waits = shown !== value;
  const newest = useRef(value);
  useEffect(() => {
    newest.current = value;
  }, [value]);
  useEffect(() => {
    if (!waits) return;
    // What comes while it waits takes the place of what it waits with, and makes the wait no longer.
    const timer = setTimeout(
      () => {
        latest.current = performance.now();
        setShown(newest.current);
      },
      Math.max(0, latest.current + milliseconds - performance.now()),
    );
    return () => clearTimeout(timer);
  }, [waits, milliseconds]);
  return milliseconds === 0 ? value : shown;
}
