import { checkLevel } from './counts.ts';
import { normalCdf, normalQuantile } from './normal.ts';

/** `both`: a difference either way; `one`: in one direction, as each of the two tests of equivalence. */
export type Sides = 'one' | 'both';

/** Points of Simpson's rule over the sums that go on; even steps. */
const POINTS = 257;
/** Sums further below than so many standard deviations do not come. */
const FAR = 8;

/**
 * Of alpha, what is spent by a share `time` of all information (K. K. G. Lan and D. L. DeMets 1983, after P. C. O'Brien and
 * T. R. Fleming 1979): next to nothing early, nearly all at the end.
 */
export function spentAlpha(alpha: number, time: number, sides: Sides = 'both'): number {
  checkLevel(alpha);
  if (!(time > 0 && time <= 1))
    throw new RangeError(`expected a share of information in (0, 1], found ${time}`);
  const each = sides === 'both' ? alpha / 2 : alpha;
  return (sides === 'both' ? 2 : 1) * 2 * normalCdf(normalQuantile(each / 2) / Math.sqrt(time));
}

/**
 * Standard normal boundaries of equally spaced looks: a test that stops at the first look whose statistic is beyond its boundary rejects
 * with probability alpha where there is no effect. By recursive numerical integration over the sums that did not stop
 * (P. Armitage, C. K. McPherson and B. C. Rowe 1969). Throws RangeError of fewer looks than one.
 */
export function sequentialBounds(
  alpha: number,
  looks: number,
  sides: Sides = 'both',
  upTo = looks,
): number[] {
  if (!(Number.isSafeInteger(looks) && looks > 0))
    throw new RangeError(`expected a whole number of looks above 0, found ${looks}`);
  const bounds: number[] = [];
  let going: Going | null = null;
  let spent = 0;
  for (let look = 1; look <= upTo; look++) {
    const time = look / looks;
    const all = spentAlpha(alpha, time, sides);
    const each = (all - spent) / (sides === 'both' ? 2 : 1);
    spent = all;
    const bound: number = going ? boundOf(going, time, 1 / looks, each) : -normalQuantile(each);
    bounds.push(bound);
    if (look < upTo) going = goingOn(going, time, 1 / looks, bound, sides);
  }
  return bounds;
}

/** Two-sided (or one-sided) level that each look may spend by itself. */
export function sequentialLevel(alpha: number, looks: number, look: number, sides: Sides = 'both'): number {
  const bound = sequentialBounds(alpha, looks, sides, look)[look - 1];
  return (sides === 'both' ? 2 : 1) * normalCdf(-bound);
}

/** Density of the sum (variance = information) of studies that have not stopped, at points of Simpson's rule. */
interface Going {
  readonly at: Float64Array;
  /** Density times Simpson's weight. */
  readonly mass: Float64Array;
}

function goingOn(before: Going | null, time: number, step: number, bound: number, sides: Sides): Going {
  const high = bound * Math.sqrt(time);
  const low = sides === 'both' ? -high : -FAR * Math.sqrt(time);
  const width = (high - low) / (POINTS - 1);
  const at = Float64Array.from({ length: POINTS }, (_, i) => low + i * width);
  const mass = at.map((sum, i) => {
    const weight = i === 0 || i === POINTS - 1 ? 1 : i % 2 === 1 ? 4 : 2;
    return (densityAt(before, sum, time, step) * weight * width) / 3;
  });
  return { at, mass };
}

function densityAt(before: Going | null, sum: number, time: number, step: number): number {
  if (!before) return Math.exp(-(sum ** 2) / (2 * time)) / Math.sqrt(2 * Math.PI * time);
  let density = 0;
  for (let i = 0; i < POINTS; i++)
    density += before.mass[i] * Math.exp(-((sum - before.at[i]) ** 2) / (2 * step));
  return density / Math.sqrt(2 * Math.PI * step);
}

/** The boundary that so much of what goes on lies beyond, at one side. */
function boundOf(going: Going, time: number, step: number, share: number): number {
  const beyond = (bound: number) => {
    let sum = 0;
    for (let i = 0; i < POINTS; i++)
      sum += going.mass[i] * normalCdf((going.at[i] - bound * Math.sqrt(time)) / Math.sqrt(step));
    return sum;
  };
  let low = 0;
  let high = 40;
  for (let round = 0; round < 50; round++) {
    const middle = (low + high) / 2;
    if (beyond(middle) > share) low = middle;
    else high = middle;
  }
  return high;
}
