import { z } from 'zod';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { kept } from './kept.ts';
import { versioned } from './kept-format.ts';
import { PLACES } from './kept-places.ts';

/** Far more than there are steps: what is longer was not written here. */
const MOST = 500;

const keptProgress = kept(
  PLACES.lessons,
  versioned(
    z.object({
      /** `lesson/step` of each step done. */
      done: z.array(z.string().max(80)).max(MOST),
    }),
    1,
  ),
);

/** Steps that the reader did, as `lesson/step`. */
export type Progress = ReadonlySet<string>;

const progressStore = createStore<{ readonly done: Progress }>(() => ({
  done: keptSteps(),
}));

export function useProgress(): Progress {
  return useStore(progressStore, ({ done }) => done);
}

/** What is kept of it, by whatever tab; what cannot be read counts as none. */
function keptSteps(): Progress {
  return new Set(keptProgress.read()?.done);
}

export function stepKey(lesson: string, step: string): string {
  return `${lesson}/${step}`;
}

/** Marks a step as done, beside whatever another tab kept meanwhile. */
export function completeStep(key: string): void {
  if (progressStore.getState().done.has(key)) return;
  keep(new Set([...keptSteps(), ...progressStore.getState().done, key]));
}

/** Forgets every step, and returns what undoes it. */
export function forgetProgress(): () => void {
  const { done } = progressStore.getState();
  keep(new Set());
  return () => keep(new Set([...done, ...progressStore.getState().done]));
}

function keep(done: Progress): void {
  progressStore.setState({ done });
  keptProgress.update(() => (done.size === 0 ? null : { done: [...done] }));
}
