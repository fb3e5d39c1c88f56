import { ExperimentError } from '../experiment/errors.ts';
import type { ExperimentArm } from '../experiment/schema.ts';
import { weightsInUse } from '../kernels/weights-in-use.ts';
import type { Checkpoint } from '../model/checkpoint.ts';
import type { ArmSpec } from '../steps/arm-spec.ts';

/**
 * Throws ExperimentError where an arm is to multiply q8 activations by weights that the checkpoint stores otherwise than in blocks, or by those of
 * a mixture's experts.
 */
export function checkQuantize(
  { name, quantize, weights }: Pick<ExperimentArm, 'name' | 'weights'> & Pick<ArmSpec, 'quantize'>,
  checkpoint: Checkpoint,
): void {
  if (!quantize) return;
  if (checkpoint.config.experts)
    throw new ExperimentError([
      `arm ${name}: quantize: experts and their router read activations as they are: expected a model that is no mixture of experts`,
    ]);
  const others = weightsInUse(checkpoint, weights).filter((format) => format !== 'q8' && format !== 'q4');
  if (others.length === 0) return;
  throw new ExperimentError([
    `arm ${name}: quantize: q8 activations need weights in blocks of integers, and the model's products read ${others.join(' and ')} where weights are ${weights}: expected weights q8 or q4`,
  ]);
}
