import { withoutShaders } from '../../experiment/edit/shaders.ts';
import type { Experiment, ExperimentArm } from '../../experiment/schema.ts';
import { withUsedShaders } from '../../experiment/shaders.ts';
import { OPERATIONS, type Operation } from '../../numerics/operations.ts';
import { type KernelSets, mathOf } from '../../numerics/sets/kernel-sets.ts';
import { CURE, rulesOf } from '../../numerics/sets/sets.ts';
import { widthsText } from '../../results/widths-text.ts';
import { type Pair, type PairChoice, resolvePair } from './pair.ts';
import { type Agreement, agreementOf } from './probe-run.ts';
import { type SearchOptions, Trials } from './search.ts';

/** Company against alone with these operations made invariant; null where that was not run. */
export interface SubsetFinding {
  readonly invariant: readonly Operation[];
  readonly agreement: Agreement | null;
}

export interface CulpritReport {
  readonly kind: 'culprit';
  readonly pair: PairChoice;
  /** What the arms compute with where that differs, in words. */
  readonly settings: string | null;
  /** Whether the arms have one dtype and one form of weights: else no operation could restore the bits, and only the pair as it is was run. */
  readonly comparable: boolean;
  /** Every subset of the operations that vary, the smallest first. */
  readonly subsets: readonly SubsetFinding[];
  /** The smallest sets that restore every bit: `[[]]` where nothing had to be restored, none where nothing does. Null until known. */
  readonly culprits: readonly (readonly Operation[])[] | null;
}

export interface CulpritOptions extends SearchOptions<CulpritReport> {
  /** Run all subsets, also those larger than the smallest that restores. */
  readonly exhaustive?: boolean;
}

/** Runs of an arm that the bisect takes at most. */
export function culpritRuns(experiment: Experiment, choice: PairChoice): number {
  return 2 * subsetsOf(variable(resolvePair(experiment, choice))).length;
}

/**
 * The smallest sets of operations to make invariant, in both arms, so that company equals alone (NUMERICS: comparing arms). First
 * the pair is run as it is. Where its arms have other kernel sets, making an operation invariant in both takes that difference
 * away too, so that it is part of what is asked. Each subset has an alone run of its own. Stops after the first size at which a
 * set restores every bit. Throws ExperimentError where the pair cannot be asked about, the engine's errors, and the signal's reason
 * where aborted.
 */
export async function findCulprit(options: CulpritOptions): Promise<CulpritReport> {
  const pair = resolvePair(options.experiment, options.pair);
  const subsets = subsetsOf(variable(pair));
  const found = new Map<string, Agreement>();
  const report = (culprits: CulpritReport['culprits']): CulpritReport => ({
    kind: 'culprit',
    pair: options.pair,
    settings: pair.settings,
    comparable: comparable(pair),
    subsets: subsets.map((invariant) => ({ invariant, agreement: found.get(invariant.join()) ?? null })),
    culprits,
  });
  const trials = new Trials(options, 2 * subsets.length, () => report(null));
  const restoring: (readonly Operation[])[] = [];
  for (const subset of subsets) {
    const larger = restoring.length > 0 && subset.length > restoring[0].length;
    if (larger && !options.exhaustive) break;
    const [alone, company] = [pair.alone, pair.company].map((arm) => madeInvariant(arm, subset));
    const name = subset.length === 0 ? 'as it is' : `${subset.join(' + ')} invariant`;
    const reference = await trials.try(`${name}: ${pair.alone.name}`, alone);
    const stream = await trials.try(`${name}: ${pair.company.name}`, company, { against: reference });
    const agreement = agreementOf(reference, stream);
    found.set(subset.join(), agreement);
    if (agreement.identical && !larger) restoring.push(subset);
  }
  return report(restoring);
}

/** Base and cure side by side: the pair as it is, and with a set of operations made invariant in both. */
export function culpritExperiment(
  experiment: Experiment,
  choice: PairChoice,
  invariant: readonly Operation[],
): Experiment {
  const { alone, company } = resolvePair(experiment, choice);
  const cure = invariant.join('+');
  const named = (arm: ExperimentArm) => ({
    ...madeInvariant(arm, invariant),
    name: `${arm.name.slice(0, 32)}-${cure}`,
  });
  const arms = [alone, company, named(alone), named(company)];
  const ids = new Set(arms.flatMap(({ requests }) => requests));
  return withUsedShaders({
    ...experiment,
    title: `${invariant.join(' and ')} made invariant`,
    description: `${alone.name} and ${company.name} as they were, and with ${invariant.join(' and ')} made batch-invariant.`,
    requests: experiment.requests.filter(({ id }) => ids.has(id)),
    arms,
    compare: [
      [arms[0].name, arms[1].name],
      [arms[2].name, arms[3].name],
    ],
  });
}

export function madeInvariant(arm: ExperimentArm, operations: readonly Operation[]): ExperimentArm {
  const sets = operations.map((operation) => [operation, CURE] as const);
  const kernels = { ...arm.kernels, ...(Object.fromEntries(sets) as Partial<KernelSets>) };
  return { ...withoutShaders(arm, operations), kernels };
}

/** Operations whose invariance in both arms could change how they compare: those that vary with the batch or between the arms. */
function variable(pair: Pair): readonly Operation[] {
  if (!comparable(pair)) return [];
  return OPERATIONS.filter((operation) => {
    const [alone, company] = [pair.alone, pair.company].map(({ kernels }) => kernels[operation]);
    const own = [pair.alone, pair.company].some(({ shaders }) => shaders?.[operation] !== undefined);
    return own || !rulesOf(alone).batchInvariant || alone !== company;
  });
}

/** Whether one arithmetic, one dtype, one form of weights and scales of each row's own let any set of kernels give both arms the same bits. */
export function comparable({ alone, company }: Pair): boolean {
  if (mathOf(alone.kernels) !== mathOf(company.kernels)) return false;
  const alike = alone.weights === company.weights && alone.quantize === company.quantize;
  const widths = widthsText(alone) === widthsText(company) && alone.dynamic?.per !== 'batch';
  return alike && widths && alone.dtype === company.dtype && alone.quantize !== 'per-tensor';
}

/** All subsets by size, each in the order of the operations. */
function subsetsOf(operations: readonly Operation[]): (readonly Operation[])[] {
  const all = Array.from({ length: 2 ** operations.length }, (_, bits) =>
    operations.filter((_, i) => (bits >> i) & 1),
  );
  return all.toSorted((a, b) => a.length - b.length);
}
