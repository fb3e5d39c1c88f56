import { z } from 'zod';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { keepText, keptText, putAside } from './keeping.ts';
import { PLACES } from './kept-places.ts';

/** Far more than there are steps: what is longer was not written here. */
const MOST = 500;

const keptSchema = z.object({
  version: z.literal(1),
  /** `lesson/step` of each step done. */
  done: z.array(z.string().max(80)).max(MOST),
});

/** Steps that the reader did, as `lesson/step`. */
export type Progress = ReadonlySet<string>;

const progressStore = createStore<{ readonly done: Progress }>(() => ({
  done: readProgress(keptText(PLACES.lessons)),
}));

export function useProgress(): Progress {
  return useStore(progressStore, ({ done }) => done);
}

/** Progress from the text that was kept; text that is anything else counts as none. */
export function readProgress(text: string | null): Progress {
  return progressIn(text) ?? new Set();
}

function progressIn(text: string | null): Progress | null {
  try {
    return new Set(keptSchema.parse(JSON.parse(text ?? '')).done);
  } catch {
    return null;
  }
}

export function progressText(done: Progress): string {
  return JSON.stringify({ version: 1, done: [...done] });
}

export function stepKey(lesson: string, step: string): string {
  return `${lesson}/${step}`;
}

/** Marks a step as done, beside whatever another tab kept meanwhile. */
export function completeStep(key: string): void {
  if (progressStore.getState().done.has(key)) return;
  keep(new Set([...readProgress(keptText(PLACES.lessons)), ...progressStore.getState().done, key]));
}

/** Forgets every step, and returns what undoes it. */
export function forgetProgress(): () => void {
  const { done } = progressStore.getState();
  keep(new Set());
  return () => keep(new Set([...done, ...progressStore.getState().done]));
}

function keep(done: Progress): void {
  progressStore.setState({ done });
  const text = keptText(PLACES.lessons);
  // Another version's marks are not this one's to replace.
  if (text !== null && !progressIn(text) && !putAside(PLACES.lessons)) return;
  keepText(PLACES.lessons, done.size === 0 ? null : progressText(done));
}
