import type { RunRecord } from '../../../results/record.ts';
import type { RunFile } from '../../state/runs/kept-run.ts';
import { readRun } from '../../state/runs/kept-runs.ts';

/** A kept run that finished. */
export type FinishedFile = RunFile & { readonly record: RunRecord };

/** Two runs on their way from where they are kept. */
export type Loaded =
  | { readonly state: 'loading' }
  | { readonly state: 'refused'; readonly why: string }
  | { readonly state: 'ready'; readonly a: FinishedFile; readonly b: FinishedFile };

/** Reads two kept runs to be compared. */
export async function loadRuns(a: string, b: string): Promise<Loaded> {
  try {
    const [fileA, fileB] = await Promise.all([readRun(a), readRun(b)]);
    for (const [letter, file] of [
      ['A', fileA],
      ['B', fileB],
    ] as const) {
      if (!file)
        return refused(
          `Run ${letter} is not kept in this browser: it was deleted, or another browser keeps it.`,
        );
      if (!file.record) return refused(`Run ${letter} did not finish: it has no fingerprints to compare.`);
    }
    return { state: 'ready', a: fileA as FinishedFile, b: fileB as FinishedFile };
  } catch (error) {
    return refused(`These runs cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function refused(why: string): Loaded {
  return { state: 'refused', why };
}
