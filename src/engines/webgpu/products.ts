import { epilogueOf } from '../../kernels/epilogues.ts';
import { toldOfDown } from '../../kernels/experts.ts';
import type { KernelForms } from '../../kernels/forms.ts';
import type { MatmulKernel, Product } from '../../kernels/matmul-kernel.ts';
import { padded } from '../../kernels/packed-rows.ts';
import type { Operation } from '../../model/graph.ts';
import type { ModelConfig } from '../../model/model-config.ts';
import { modelGraph } from '../../model/model-graph.ts';
import { forEachMatmul, MATMULS, type MatmulName } from '../../model/operations.ts';
import type { SumPlan } from '../../numerics/plan.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import { specsOfSteps } from '../../steps/step-kernels.ts';
import { headNormPlans, matmulPlans } from '../../steps/step-plans.ts';
import type { StepCapacity } from './step-capacity.ts';
import type { StepShape } from './step-shape.ts';

/** Elements of a row as kernels hold it: each piece is padded to whole quads. */
export function packedElements({ shape: [pieces, length] }: Pick<Operation, 'shape'>): number {
  return pieces * padded(length);
}

/** One of the step's products, with what may be done with its sums at once; `headNorm`: of queries and keys in that step. */
export function productOf(
  config: ModelConfig,
  name: MatmulName,
  rows: number,
  headNorm: Pick<SumPlan, 'lanes'> | null = null,
): Product {
  const product = modelGraph(config).matmul[name];
  const { terms, columns } = product;
  const [groups, quads] = [Math.ceil(terms / 4), packedElements(product) / 4];
  return { rows, columns, groups, quads, epilogue: epilogueOf(name, config, headNorm?.lanes) };
}

/** How steps of a shape run their products: of a step that samples nothing, the head's as if it sampled one row. */
export function productKernels(
  spec: ArmSpec,
  config: ModelConfig,
  { rows, sampled }: Pick<StepShape, 'rows' | 'sampled'>,
  forms: KernelForms,
): Readonly<Record<MatmulName, MatmulKernel>> {
  const plans = matmulPlans(spec, config, rows, sampled);
  const headNorm = headNormPlans(spec, config, rows);
  return forEachMatmul((name) => {
    const of = modelGraph(config).matmul[name].rows === 'sampled' ? Math.max(1, sampled) : rows;
    return forms.matmul(plans[name], productOf(config, name, of, headNorm?.q));
  });
}

/** The products whose kernels do what follows them, too. */
export function fusedProducts(kernels: Readonly<Record<MatmulName, MatmulKernel>>): ReadonlySet<MatmulName> {
  return new Set(MATMULS.filter((name) => kernels[name].epilogue.kind !== 'sums'));
}

/** What the steps of an arm need at most. */
export interface MostOfProducts {
  /** Largest (parts, rows, columns) that any product leaves, or a traced mixture tells, in f32. */
  readonly partials: number;
  /** The forms that each product may run in. */
  readonly forms: Readonly<Record<MatmulName, ReadonlySet<string>>>;
}

export function mostOfProducts(
  spec: ArmSpec,
  config: ModelConfig,
  { rows, sampled }: StepCapacity,
  forms: KernelForms,
): MostOfProducts {
  const { matmul } = modelGraph(config);
  const found = forEachMatmul(() => new Set<string>());
  const { experts, hiddenSize } = config;
  let partials = forms.tells && experts ? toldOfDown(experts, rows, hiddenSize) : 0;
  for (let m = 1; m <= rows; m++) {
    const shape = { rows: m, sampled: Math.min(m, sampled) };
    for (const each of specsOfSteps(spec)) {
      const kernels = productKernels(each, config, shape, forms);
      for (const name of MATMULS) {
        const { form, epilogue, parts } = kernels[name];
        found[name].add(form);
        const count = matmul[name].rows === 'sampled' ? shape.sampled : m;
        if (epilogue.kind === 'sums')
          partials = Math.max(partials, parts * count * packedElements(matmul[name]));
      }
    }
  }
  return { partials, forms: found };
}
