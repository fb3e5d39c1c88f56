import type { ArmRecord, DiffRecord, RunRecord } from './record.ts';

/**
 * What a run says must not have happened: a request that ended in an error, or two arms that differ although their kernels
 * promise equal bits. Only arms with the same sets and dtypes, none of them `variant`, promise that (NUMERICS: comparing arms).
 */
export function failedChecks({ arms, diffs }: RunRecord): string[] {
  const errors = arms.flatMap((arm) =>
    arm.requests.flatMap(({ id, finish }) =>
      finish.reason === 'error' ? [`request ${id} of arm ${arm.name}: ${finish.message}`] : [],
    ),
  );
  const broken = diffs.filter((diff) => !diff.identical && promisesEqualBits(diff, arms));
  return [
    ...errors,
    ...broken.map(({ probe, a, b }) => `${probe}: ${a} and ${b} must agree bit for bit and do not`),
  ];
}

function promisesEqualBits(diff: DiffRecord, arms: readonly ArmRecord[]): boolean {
  const [a, b] = [diff.a, diff.b].map((name) => arms.find((arm) => arm.name === name)!);
  const sets = Object.values(a.kernels);
  const sameSets = JSON.stringify(sets) === JSON.stringify(Object.values(b.kernels));
  return sameSets && !sets.includes('variant') && a.dtype === b.dtype && a.weights === b.weights;
}
