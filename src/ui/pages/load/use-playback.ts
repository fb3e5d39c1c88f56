import { useCallback, useEffect, useEffectEvent, useState } from 'react';
import { stepAt } from '../../../charts/load-scene.ts';
import type { ArmView } from './arm-view.ts';

/** Seconds that a whole run takes to be played. */
const SECONDS = 20;

export interface Playback {
  readonly playing: boolean;
  readonly toggle: () => void;
}

/** Walks the cursor through a run that is over, from where it stands or from its start. */
export function usePlayback(view: ArmView | null, step: number, onStep: (step: number) => void): Playback {
  const [playing, setPlaying] = useState(false);
  const advance = useEffectEvent((milliseconds: number, from: number): number => {
    if (!view) return from;
    const at = from + (milliseconds / (SECONDS * 1000)) * view.scene.end;
    if (at >= view.scene.end) setPlaying(false);
    onStep(Math.max(0, stepAt(view.scene.steps, at)));
    return at;
  });
  const begin = useEffectEvent(() => {
    const steps = view?.scene.steps ?? [];
    return step >= steps.length - 1 ? 0 : (steps[Math.max(0, step)]?.at ?? 0);
  });
  useEffect(() => {
    if (!playing) return;
    let [at, before] = [begin(), performance.now()];
    let frame = requestAnimationFrame(function tick(now) {
      at = advance(now - before, at);
      before = now;
      frame = requestAnimationFrame(tick);
    });
    return () => cancelAnimationFrame(frame);
  }, [playing]);
  const toggle = useCallback(() => setPlaying((now) => !now), []);
  return { playing, toggle };
}
