import { visible } from '../experiment/visible.ts';
import { note } from './terminal.ts';

/** Names the checks that failed, and gives the exit code that says whether one did. */
export function exitCodeOf(failed: readonly string[]): number {
  // One line each: a name with a line end in it must not begin another.
  for (const problem of failed) note(`check failed: ${visible(problem)}`);
  return failed.length > 0 ? 1 : 0;
}
