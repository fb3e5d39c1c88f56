import { useEffect, useRef, useState } from 'react';
import { useSettings } from '../../state/settings.ts';
import { hasParted, lengthOf, type Score, writtenAt } from './beats.ts';

export interface Playhead {
  /** Tokens of each answer that are written. */
  readonly written: number;
  readonly parted: boolean;
  readonly phase: 'playing' | 'paused' | 'over';
  /** Holds it, lets it go on, or plays it from the start. */
  readonly press: () => void;
}

/** Whether nothing is to move. */
export function useStillness(): boolean {
  const asked = useSettings(({ motion }) => motion === 'reduced');
  const [system, setSystem] = useState(() => query().matches);
  useEffect(() => {
    const media = query();
    const follow = () => setSystem(media.matches);
    media.addEventListener('change', follow);
    return () => media.removeEventListener('change', follow);
  }, []);
  return asked || system;
}

function query(): MediaQueryList {
  return window.matchMedia('(prefers-reduced-motion: reduce)');
}

/** Plays two answers, token by token; what does not play is complete. `still`: nothing moves, whatever is pressed. */
export function usePlayhead({ length, fork }: Score, plays: boolean, still: boolean): Playhead {
  const [phase, setPhase] = useState<Playhead['phase']>(plays ? 'playing' : 'over');
  const [shown, setShown] = useState({ written: 0, parted: false });
  const ms = useRef(0);
  useEffect(() => {
    if (phase !== 'playing' || still) return;
    const score = { length, fork };
    let before = performance.now();
    let frame = requestAnimationFrame(draw);
    return () => cancelAnimationFrame(frame);

    function draw(): void {
      const now = performance.now();
      // A page that was hidden meanwhile goes on where it was.
      ms.current += Math.min(now - before, 100);
      before = now;
      const next = { written: writtenAt(ms.current, score), parted: hasParted(ms.current, score) };
      setShown((last) => (last.written === next.written && last.parted === next.parted ? last : next));
      if (ms.current >= lengthOf(score)) setPhase('over');
      else frame = requestAnimationFrame(draw);
    }
  }, [phase, still, length, fork]);
  const press = () => {
    if (phase === 'over') {
      ms.current = 0;
      setShown({ written: 0, parted: false });
    }
    setPhase(phase === 'playing' ? 'paused' : 'playing');
  };
  if (phase === 'over' || still) return { written: length, parted: fork !== null, phase: 'over', press };
  return { ...shown, phase, press };
}
