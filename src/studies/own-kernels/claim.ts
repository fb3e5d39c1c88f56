import type { OwnKernel } from '../../experiment/shaders.ts';
import { rulesOf } from '../../numerics/sets/sets.ts';
import type { OwnClaim, OwnFinding } from '../../results/own-claim.ts';
import type { CaseSetup } from '../../workbench/cases/setup.ts';
import type { Verdict } from '../../workbench/tester/verdict.ts';

/** What a verdict of the workbench lets one say of a text; null where the text was not run to an end. */
export function claimOf(
  verdict: Verdict,
  { hash }: Pick<OwnKernel, 'hash'>,
  { operation, dimensions, dtype, set, parallelism: asked }: CaseSetup,
): OwnClaim | null {
  const finding = findingOf(verdict);
  if (!finding) return null;
  const sizes = Object.entries(dimensions).map(([name, value]) => `${name} ${value}`);
  const parallelism = rulesOf(set).readsParallelism.includes(operation) ? asked : null;
  const plans = parallelism === null ? `plans of ${set}` : `plans of ${set} at parallelism ${parallelism}`;
  const testedOn = [...sizes, dtype, plans].join(', ');
  const wrong = verdict.kind === 'tested' && (verdict.counterexample ?? verdict).check.wrong !== null;
  return { hash, operation, wrong, finding, testedOn, activations: dtype, set, parallelism };
}

function findingOf(verdict: Verdict): OwnFinding | null {
  if (verdict.kind === 'unsteady') return { kind: 'unsteady' };
  if (verdict.kind !== 'tested') return null;
  const { counterexample, cases, rows, complete } = verdict;
  if (counterexample) return { kind: 'follows', rows: counterexample.company.rows };
  return { kind: 'held', cases, most: Math.max(1, ...rows), complete };
}
