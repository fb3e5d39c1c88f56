import { ModelError } from '../model-error.ts';

/** How much longer than what it is given a sequence may make a text: published ones add a character or two to a word. */
const MOST_TIMES = 64;
/** What any text may come to. */
const MOST_ANYWAY = 4_096;

/** What the outermost sequence under way allows; the sequences inside it have no allowance of their own. */
let allowed: number | null = null;

/**
 * Parts one after the other. Throws ModelError where they make a text too long: each of a file's parts may double it (bytes as
 * characters, twice), so that a few dozen would fill any memory.
 * @param sizeOf characters of a value, and pieces where it has them.
 */
export function inSequence<Value>(
  parts: readonly ((value: Value) => Value)[],
  sizeOf: (value: Value) => number,
  at: string,
): (value: Value) => Value {
  return (value) => {
    const outer = allowed;
    const most = outer ?? MOST_TIMES * sizeOf(value) + MOST_ANYWAY;
    allowed = most;
    try {
      return parts.reduce((before, part) => {
        const after = part(before);
        if (sizeOf(after) <= most) return after;
        throw new ModelError(
          at,
          `expected parts that leave a text at most ${most} long, found them to make it longer`,
        );
      }, value);
    } finally {
      allowed = outer;
    }
  };
}
