import { ExperimentError } from '../experiment/errors.ts';
import type { ExperimentArm } from '../experiment/schema.ts';
import type { Checkpoint } from '../model/checkpoint.ts';
import { widePlaces, widthRange } from './widths/wide-products.ts';

/** Throws ExperimentError where an arm is to choose widths of a mixture of experts, or mean bits that do not lie between its two formats. */
export function checkDynamic(
  { name, dynamic, weights }: Pick<ExperimentArm, 'name' | 'weights' | 'dynamic'>,
  checkpoint: Checkpoint,
): void {
  if (!dynamic) return;
  const refuse = (problem: string) => new ExperimentError([`arm ${name}: dynamic${problem}`]);
  if (checkpoint.config.experts)
    throw refuse(
      ': a mixture’s products choose their weights already: expected a model that is no mixture of experts',
    );
  const { low, high } = widthRange(widePlaces(checkpoint, weights, dynamic.low));
  const { targetBits } = dynamic;
  if (low >= high)
    throw refuse(
      `.low: products held as ${weights} take ${high} bits a weight, no more than the ${low} of ${dynamic.low}`,
    );
  if (targetBits < low || targetBits > high)
    throw refuse(
      `.targetBits: expected ${low} to ${high} bits a weight, ${dynamic.low} to ${weights}, found ${targetBits}`,
    );
}
