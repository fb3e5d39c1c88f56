import { normalCdf, normalQuantile } from './normal.ts';
import { type Sides, sequentialLevel } from './sequential.ts';

/** Levels at which a look's own level is known, evenly spaced as standard normal quantiles; between them it is nearly a line. */
const LEVELS = Array.from({ length: 16 }, (_, i) => normalCdf(-7 + i / 2));

const curves = new Map<string, readonly (readonly [own: number, all: number])[]>();

/**
 * p-value of a look that may be compared with alpha over all looks (C. Jennison and B. W. Turnbull 1999, chapter 9): the smallest alpha
 * whose O'Brien-Fleming boundary this look's p would cross. Corrections for several hypotheses take it as any p. Of one look p itself.
 */
export function repeatedP(p: number, looks: number, look: number, sides: Sides): number {
  if (!(Number.isSafeInteger(look) && look >= 1 && look <= looks))
    throw new RangeError(`expected a look of 1 to ${looks}, found ${look}`);
  if (looks === 1 || p <= 0 || p >= 1) return p;
  const key = `${looks} ${look} ${sides}`;
  const curve = curves.get(key) ?? curveOf(looks, look, sides);
  curves.set(key, curve);
  const z = normalQuantile(p);
  const above = curve.findIndex(([own]) => own >= z);
  // Beyond the levels that are known: 1, or what the smallest is.
  if (above === -1) return 1;
  if (above === 0) return LEVELS[0];
  const [[own0, all0], [own1, all1]] = [curve[above - 1], curve[above]];
  return normalCdf(all0 + ((z - own0) / (own1 - own0)) * (all1 - all0));
}

function curveOf(looks: number, look: number, sides: Sides) {
  return LEVELS.map(
    (level) =>
      [
        normalQuantile(Math.max(1e-300, sequentialLevel(level, looks, look, sides))),
        normalQuantile(level),
      ] as const,
  );
}
