import type { ListBuilder } from '../../gpu/dispatch-list.ts';
import type { KernelForms } from '../../kernels/forms.ts';
import type { ModelConfig } from '../../model/model-config.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import type { ArmBuffers } from './arm-buffers.ts';
import type { GpuWeights } from './gpu-weights.ts';
import type { ArmKernels } from './kernel-library.ts';
import type { ShapePlans, StepShape } from './step-shape.ts';
import type { LayerRules } from './width-rules.ts';

/** What the dispatches of a step are made from: the arm, the shape of the step and what follows from it, and nothing else of the step. */
export interface Forward {
  readonly list: ListBuilder;
  readonly buffers: ArmBuffers;
  readonly kernels: ArmKernels;
  readonly weights: GpuWeights;
  /** Of arms with two widths: what the smaller one reads, and by layer each product's rule. */
  readonly lower?: GpuWeights;
  readonly widthRules?: readonly LayerRules[];
  readonly config: ModelConfig;
  readonly forms: KernelForms;
  readonly spec: ArmSpec;
  readonly shape: StepShape;
  readonly plans: ShapePlans;
}
