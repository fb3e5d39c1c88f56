import { note } from './terminal.ts';

/** An answer followed the batch where that had to fail: told apart from what went wrong. */
export const FORKED = 3;

/** Names the forks, and gives the exit code that says whether there was one. */
export function forkCodeOf(forks: readonly string[]): number {
  for (const fork of forks) note(`fork: ${fork}`);
  return forks.length > 0 ? FORKED : 0;
}

/** Names the checks that failed, and gives the exit code that says whether one did. */
export function exitCodeOf(failed: readonly string[]): number {
  for (const problem of failed) note(`check failed: ${problem}`);
  return failed.length > 0 ? 1 : 0;
}
