import { z } from 'zod';
import { QUANTIZE_MODES, type WeightDtype } from '../numerics/dtypes.ts';
import { show } from './errors.ts';

/** How an arm quantises its activations to q8 before each product; `none` is left out. */
export const quantizeSchema = z.enum(['none', ...QUANTIZE_MODES]);

type QuantizeChoice = z.output<typeof quantizeSchema>;

/** Why an arm cannot quantise its activations, and the field that says so; null where it can, or does not. */
export function quantizeProblem({
  quantize = 'none',
  weights,
  shaders,
  serving,
  experts,
}: {
  readonly quantize?: QuantizeChoice;
  readonly weights: WeightDtype;
  readonly shaders?: { readonly matmul?: unknown };
  readonly serving?: { readonly precision?: unknown };
  readonly experts?: { readonly capacity: number | null };
}): string | null {
  if (quantize === 'none') return null;
  if (weights !== 'q8' && weights !== 'q4' && weights !== 'stored')
    return `q8 activations need weights in blocks of integers: expected weights q8 or q4, or stored where the model stores blocks, found ${show(weights)}`;
  if (shaders?.matmul !== undefined)
    return "q8 activations do not go with a matmul of one's own, which reads activations as they are";
  if (serving?.precision !== undefined)
    return 'q8 activations do not go with layers that are lowered under load: blocks of one format would have to meet scales made for another';
  if (experts && experts.capacity !== null)
    return 'q8 activations do not go with experts, whose products read activations as they are';
  return null;
}
