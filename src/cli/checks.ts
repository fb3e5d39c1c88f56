import { note } from './terminal.ts';

/** Names the checks that failed, and gives the exit code that says whether one did. */
export function exitCodeOf(failed: readonly string[]): number {
  for (const problem of failed) note(`check failed: ${problem}`);
  return failed.length > 0 ? 1 : 0;
}
