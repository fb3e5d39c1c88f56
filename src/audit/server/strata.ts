import type { Clusters } from '../../numerics/inference/clustered-exact.ts';
import type { TwoByTwo } from '../../numerics/inference/fisher.ts';
import type { Earlier, Mechanism } from './audit-record.ts';
import type { Trial } from './trials.ts';

/** `tokens`: the tokens, or texts, differ. `bits`: they do, or some log probability does. */
export const LEVELS = ['tokens', 'bits'] as const;
export type Level = (typeof LEVELS)[number];

interface StrataOptions {
  /** Answers change with time: only what stands next to each other is compared. */
  readonly withTime: boolean;
  readonly earlier: Earlier | null;
}

/**
 * How often answers left their reference (`passed`) under the mechanism, a, and with nothing changed, b; in strata, in which under no effect
 * either is as likely. By prompt, with whatever was asked alone as control; where answers change with time by prompt and block; a cache's by
 * unit, which has a beginning of its own; a seed's in one, since its temperature is its own.
 */
export function strataOf(
  mechanism: Mechanism,
  level: Level,
  trials: readonly Trial[],
  { withTime, earlier }: StrataOptions,
): TwoByTwo[] {
  const own = trials.filter((trial) => trial.mechanism === mechanism && trial.arm === 'treatment');
  const controls =
    mechanism === 'restart'
      ? (earlier?.controls ?? []).map((each) => ({ ...each, unit: '', block: 0 }))
      : trials.filter((trial) => isControl(trial, mechanism, withTime));
  const keyOf = keyBy(mechanism, withTime);
  const strata = new Map<
    string | number,
    { passedA: number; totalA: number; passedB: number; totalB: number }
  >();
  const at = (each: Placed) => {
    const key = keyOf(each);
    const found = strata.get(key) ?? { passedA: 0, totalA: 0, passedB: 0, totalB: 0 };
    strata.set(key, found);
    return found;
  };
  for (const each of own) {
    if (each[level] === null) continue;
    const stratum = at(each);
    stratum.totalA++;
    if (each[level]) stratum.passedA++;
  }
  for (const each of controls) {
    if (each[level] === null) continue;
    const stratum = at(each);
    stratum.totalB++;
    if (each[level]) stratum.passedB++;
  }
  return [...strata.values()];
}

/**
 * The batches of `order`, each with how many of its answers left: those of one batch are computed together, and may leave together. Where
 * answers change with time each block is a stratum.
 */
export function batchesOf(level: Level, trials: readonly Trial[], withTime: boolean): Clusters[] {
  const blocks = new Map<number, Trial[]>();
  for (const trial of trials)
    if (trial.mechanism === 'order') blocks.set(trial.block, [...(blocks.get(trial.block) ?? []), trial]);
  const strata = [...blocks.values()].map((block): Clusters => {
    const of = (wanted: Trial['arm']) => {
      const own = block.filter(({ arm }) => arm === wanted).map((trial) => trial[level]);
      const told = own.filter((each) => each !== null);
      return told.length === 0 ? [] : [told.filter(Boolean).length];
    };
    return { a: of('treatment'), b: of('control') };
  });
  return withTime ? strata : [{ a: strata.flatMap(({ a }) => a), b: strata.flatMap(({ b }) => b) }];
}

type Placed = Pick<Trial, 'prompt' | 'unit' | 'block'>;

function isControl(trial: Trial, mechanism: Mechanism, withTime: boolean): boolean {
  if (trial.arm !== 'control') return false;
  const ownControl = trial.mechanism === mechanism;
  if (mechanism === 'order' || mechanism === 'cache') return ownControl;
  if (withTime && mechanism !== 'seed') return ownControl;
  return trial.alone;
}

function keyBy(mechanism: Mechanism, withTime: boolean): (each: Placed) => string | number {
  if (mechanism === 'cache') return ({ unit }) => unit;
  if (mechanism === 'seed') return () => 'all';
  if (withTime && mechanism !== 'restart') return ({ prompt, block }) => `${prompt} ${block}`;
  return ({ prompt }) => prompt;
}
