import { ownKernelText } from '../experiment/shaders.ts';
import type { OutputName } from '../model/operations.ts';
import { CASCADE } from '../numerics/cascade.ts';
import { describePlan } from '../numerics/describe-plan.ts';
import type { Range } from '../numerics/plan.ts';
import { ruleName } from '../numerics/rule-name.ts';
import { counted } from '../results/text.ts';
import { ownOf, type PlanName, type StepFacts } from '../studies/microscope/step-facts.ts';

/** M of the operation that gives an output, in words. */
export function rowsWords({ rows, sampledRows }: StepFacts, name: OutputName): string {
  return name === 'head' ? `M = ${sampledRows} sampled of ${rows}` : `M = ${rows}`;
}

/** A plan in one line, as in the step log. */
export function planText(step: StepFacts, name: PlanName): string {
  const own = ownOf(step, name);
  if (own) return ownKernelText(own);
  if (name === 'rmsnorm') return describePlan(step.norm);
  if (name !== 'attention') return describePlan(step.matmul[name]);
  const { kernels, splits, from, local, shared } = step;
  const rule = ruleName(kernels.attention);
  const begin = from ? ` from index ${from} on` : '';
  const last = local ? `, ${splitsText(local.splits)} in layers that see the last ones only` : '';
  const prefix = shared ? `, the first ${shared} shared` : '';
  return `${shared ? `${rule} ${CASCADE}` : rule} ${splitsText(splits)}${begin}${prefix}${last}`;
}

/** `1 split over 31 keys`. */
function splitsText(splits: readonly Range[]): string {
  const keys = splits[splits.length - 1].end;
  return `${counted(splits.length, 'split')} over ${keys} keys`;
}
