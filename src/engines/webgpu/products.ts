import type { KernelForms, MatmulKernel, Product } from '../../kernels/forms.ts';
import { padded } from '../../kernels/packed-rows.ts';
import type { ModelConfig } from '../../model/config.ts';
import type { Operation } from '../../model/graph.ts';
import { modelGraph } from '../../model/model-graph.ts';
import { MATMULS, type MatmulName } from '../../model/operations.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import { matmulPlans } from '../../steps/step-plans.ts';
import type { StepCapacity } from './step-capacity.ts';

/** Elements of a row as kernels hold it: each piece is padded to whole quads. */
export function packedElements({ shape: [pieces, length] }: Pick<Operation, 'shape'>): number {
  return pieces * padded(length);
}

/** One of the step's products. */
export function productOf(config: ModelConfig, name: MatmulName, rows: number): Product {
  const product = modelGraph(config).matmul[name];
  const { terms, columns } = product;
  return { rows, columns, groups: Math.ceil(terms / 4), quads: packedElements(product) / 4 };
}

/** The kernels of the products of every step that the arm may run, by form. */
export function usedProducts(
  spec: ArmSpec,
  config: ModelConfig,
  forms: KernelForms,
): Map<string, MatmulKernel['source']> {
  const rows = spec.limits.maxTokensPerStep;
  const used = new Map<string, MatmulKernel['source']>();
  for (let m = 1; m <= rows; m++) {
    for (const name of MATMULS) {
      const plan = matmulPlans(spec, config, m, m)[name];
      const { form, source } = forms.matmul(plan, productOf(config, name, m));
      used.set(form, source);
    }
  }
  return used;
}

/** Largest (parts, rows, columns) of any matmul of any step, in f32. */
export function mostPartials(
  spec: ArmSpec,
  config: ModelConfig,
  { rows, sampled }: StepCapacity,
  forms: KernelForms,
): number {
  const { matmul } = modelGraph(config);
  let most = 0;
  for (let m = 1; m <= rows; m++) {
    const plans = matmulPlans(spec, config, m, Math.min(m, sampled));
    for (const name of MATMULS) {
      const opRows = matmul[name].rows === 'sampled' ? Math.min(m, sampled) : m;
      const { parts } = forms.matmul(plans[name], productOf(config, name, opRows));
      most = Math.max(most, parts * opRows * packedElements(matmul[name]));
    }
  }
  return most;
}
