import { findFork } from '../../results/diff.ts';
import type { Answered, AnsweredUnit } from './answered.ts';
import type { Unit } from './experiment-of.ts';
import type { Observation } from './job.ts';
import type { Measure } from './measures.ts';

/**
 * A unit in an arm beside another; null where one of the two does not serve it. Where an answer failed there is nothing to compare, and
 * each value is null. Fingerprints tell of bits up to the fork and beyond: tokens that differ were chosen by other logits.
 */
export function measuredPair(
  unit: Unit,
  arm: Answered,
  against: Answered,
  measures: readonly Measure[],
): Observation | null {
  const [a, b] = [arm, against].map(({ units }) => units.get(unit.id));
  if (!a || !b) return null;
  const compared = a.failed || b.failed ? null : { a, b, fork: findFork(a.tokens, b.tokens) };
  const kl = klOf(unit, arm, against);
  const values = measures.map((measure) => [measure, compared && pairValue(measure, compared, kl)] as const);
  const censored = measures.includes('tokensToFork') && compared?.fork === null;
  return {
    ...{ unit: unit.id, kind: unit.kind, arm: arm.name, against: against.name },
    values: Object.fromEntries(values),
    ...(censored && { censored: true }),
  };
}

interface Compared {
  readonly a: AnsweredUnit;
  readonly b: AnsweredUnit;
  /** First token that differs, an end counting as one; null where none does. */
  readonly fork: number | null;
}

function pairValue(measure: Measure, { a, b, fork }: Compared, kl: number | null): number | null {
  switch (measure) {
    case 'tokensToFork':
      return fork ?? a.tokens.length;
    case 'bits':
      return Number(a.fingerprint !== b.fingerprint);
    case 'fork':
      return Number(fork !== null);
    case 'kl':
      return kl;
    default:
      throw new RangeError(`expected a measure of a pair, found ${measure}`);
  }
}

/** Null where logits of some comparable position are gone that nobody compared. */
function klOf({ id }: Unit, { diffs }: Answered, { name }: Answered): number | null {
  const diff = diffs.find(({ probe, b }) => probe === id && b === name);
  return diff && !diff.unmeasured ? diff.maxKl : null;
}
