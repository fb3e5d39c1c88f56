import { createRandom } from '../../experiment/random.ts';

export interface ServerRetries {
  /** Tries after the first. */
  readonly most: number;
  /** Milliseconds before the second try, at most; twice as long before each further one, up to `longest`. */
  readonly first: number;
  readonly longest: number;
  /** A server that asks to wait longer is not asked again. */
  readonly longestAsked: number;
  readonly seed: number;
}

export const USUAL_RETRIES: ServerRetries = {
  most: 4,
  first: 500,
  longest: 20_000,
  longestAsked: 60_000,
  seed: 0,
};

/**
 * Milliseconds before try number `next`, which counts from 1 behind the first: between half of an exponentially growing time and all of it, drawn
 * by seed and ask, so that many who were refused together do not come back together. At least what the server asks for; null where that is too long.
 */
export function delayBefore(
  retries: ServerRetries,
  id: string,
  next: number,
  asked: number | null,
): number | null {
  if (asked !== null && asked > retries.longestAsked) return null;
  const whole = Math.min(retries.longest, retries.first * 2 ** (next - 1));
  const drawn = createRandom(retries.seed ^ hashOf(`${id}/${next}`)).next() / 2 ** 32;
  return Math.max(asked ?? 0, whole * (0.5 + drawn / 2));
}

/** FNV-1a over UTF-16 units: any spread serves. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash;
}
