import type { KernelForms } from '../../kernels/forms.ts';
import type { WeightLayout } from '../../kernels/weights/pieces.ts';
import type { Checkpoint } from '../../model/checkpoint.ts';
import type { MatmulName } from '../../model/operations.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import { LAYER_MATRICES } from '../layer-matrices.ts';
import type { TwoFormats } from '../lowered-weights.ts';
import type { ArmMemory } from './arm-buffers.ts';
import type { GpuWeights } from './gpu-weights.ts';
import type { ArmKernels } from './kernel-library.ts';
import type { OwnGuards } from './own-guards.ts';
import type { LayerRules } from './width-rules.ts';

/** What an arm on the device is made of. */
export interface ArmParts extends TwoFormats<GpuWeights> {
  readonly spec: ArmSpec;
  readonly config: Checkpoint['config'];
  readonly forms: KernelForms;
  readonly kernels: ArmKernels;
  readonly memory: ArmMemory;
  /** Of arms with two widths. */
  readonly widthRules?: readonly LayerRules[];
  /** Of its own kernels, if it runs any. */
  readonly guards: OwnGuards;
}

/** The layouts in which a product's weights are held, layer by layer, lowered ones included. */
export function layoutsOf(
  { weights, lower }: TwoFormats<GpuWeights>,
  name: MatmulName,
): ReadonlySet<WeightLayout> {
  if (name === 'head') return new Set([weights.head.layout]);
  const layers = [...weights.layers, ...(lower?.layers ?? [])];
  return new Set(layers.map((layer) => layer[LAYER_MATRICES[name]].layout));
}
