import { allInvariant, areSameSets } from '../numerics/sets/kernel-sets.ts';
import { setsName } from './certificate-cell.ts';
import { hasKernelSets } from './posture.ts';
import type { ArmRecord, RunRecord } from './record.ts';
import { widthsText } from './widths-text.ts';

/**
 * What a run says must not have happened: a request that ended in an error, or two arms that differ although their kernels
 * promise equal bits. Only arms with the same dtypes and sets, all of them batch-invariant, promise that (NUMERICS: comparing arms).
 */
export function failedChecks(record: Pick<RunRecord, 'arms' | 'diffs' | 'engine'>): string[] {
  const { arms } = record;
  const errors = arms.flatMap((arm) =>
    arm.requests.flatMap(({ id, finish }) =>
      finish.reason === 'error' ? [`request ${id} of arm ${arm.name}: ${finish.message}`] : [],
    ),
  );
  return [...errors, ...brokenPromises(record)];
}

/** Arms that differ although their kernels promise equal bits; an engine without kernel sets promises none. */
export function brokenPromises({
  arms,
  diffs,
  engine,
}: Pick<RunRecord, 'arms' | 'diffs' | 'engine'>): string[] {
  if (!hasKernelSets(engine)) return [];
  const armNamed = (name: string) => arms.find((arm) => arm.name === name)!;
  return diffs
    .filter(({ identical, a, b }) => !identical && promiseEqualBits(armNamed(a), armNamed(b)))
    .map(({ probe, a, b }) => `${probe}: ${a} and ${b} must agree bit for bit and do not`);
}

/** Where the same request was answered otherwise: pairs that fork, and drawn companies that do not all end alike. */
export function forksOf({ diffs, forkTrees }: Pick<RunRecord, 'diffs' | 'forkTrees'>): string[] {
  const pairs = diffs.flatMap(({ probe, a, b, fork }) =>
    fork === null ? [] : [`${probe}: ${a} and ${b} fork at token ${fork}`],
  );
  const trees = forkTrees.flatMap(({ probe, arms, distinct, kernels }) =>
    distinct > 1 ? [`${probe}: ${arms} arms on ${setsName(kernels)} give ${distinct} completions`] : [],
  );
  return [...pairs, ...trees];
}

/**
 * Whether the kernels of two arms promise the same bits for a request that both run; nobody promises anything of an own kernel, of rows
 * that share a scale, of layers that load lowers, nor of drafts that are accepted by probabilities: how many there were follows from company.
 */
export function promiseEqualBits(a: ArmRecord, b: ArmRecord): boolean {
  if (a.own || b.own || a.sampler !== b.sampler) return false;
  if ([a, b].some(({ speculation }) => speculation?.accept === 'rejection')) return false;
  // With one scale for all rows a neighbour's words are part of the sum.
  if (a.quantize === 'per-tensor') return false;
  // What neighbours say chooses the widths of a whole step.
  if (a.dynamic?.per === 'batch') return false;
  // Which layers are lowered follows from how much of the pool others hold.
  if (a.lowers || b.lowers) return false;
  // Whom full experts leave out follows from the company.
  if (a.experts || b.experts) return false;
  return (
    areSameSets(a.kernels, b.kernels) &&
    allInvariant(a.kernels) &&
    a.dtype === b.dtype &&
    a.weights === b.weights &&
    a.quantize === b.quantize &&
    widthsText(a) === widthsText(b)
  );
}
