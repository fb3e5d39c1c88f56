import { type OwnKernels, type ShaderFile, shortHash } from '../experiment/shaders.ts';
import type { KernelSource } from '../gpu/kernel.ts';
import type { KernelCall } from '../gpu/kernel-call.ts';
import type { Tuning } from '../gpu/tuning.ts';
import type { ModelConfig } from '../model/model-config.ts';
import { modelGraph } from '../model/model-graph.ts';
import { MATMULS } from '../model/operations.ts';
import type { ActivationDtype, PackedDtype } from '../numerics/dtypes.ts';
import type { Operation } from '../numerics/operations.ts';
import { attentionTerms, MOST_WORK, workLike } from '../wgsl/work-budget.ts';
import { addNormCall, addNormSource } from './add_norm.ts';
import { attentionCall, attentionSource, splitsForm } from './attention.ts';
import type { AttentionHeads } from './attention-form.ts';
import { sumsTo } from './epilogues.ts';
import { type KernelForms, planForms, withoutEpilogues } from './forms.ts';
import type { MatmulKernel } from './matmul-kernel.ts';
import { type PlainForm, plainForm, plainSource } from './matmul-plain.ts';
import { weightPreludes } from './preludes.ts';
import type { WeightLayout } from './weights/pieces.ts';

/** What an arm's own kernels must be made for. */
export interface OwnFormsOptions {
  readonly own: OwnKernels;
  readonly config: ModelConfig;
  /** Positions that a request of the arm may reach. */
  readonly maxContext: number;
  readonly tuning: Tuning;
}

/** A budget is several times what the original takes (work-budget.ts); one kernel may do more than another. */
const SLACK = 4;

/** The form whose tile and params a file's text keeps. */
const FORM_LIKE: Readonly<Partial<Record<ShaderFile, PlainForm>>> = {
  matmul_row: 'row',
  matmul_tile: 'square',
};

/** A kernel of ours by its file: the source whose last part an own text takes the place of. */
export function sourceLike(
  like: ShaderFile,
  dtypes: { readonly activations: ActivationDtype; readonly weights: PackedDtype },
  config: AttentionHeads,
  { lanes = 64, tuning }: { readonly lanes?: number; readonly tuning: Tuning },
): KernelSource {
  switch (like) {
    case 'matmul_row':
    case 'matmul_tile':
      return plainSource(FORM_LIKE[like]!, dtypes);
    case 'add_norm':
      return addNormSource({ activations: dtypes.activations }, lanes, tuning);
    case 'attention':
      return attentionSource({ activations: dtypes.activations }, config, tuning);
  }
}

/**
 * The forms of an arm that runs texts of its own: each in the place of its operation, at every M and called as the file is that it
 * was edited from, with the plan's chunks and splits as tables; what it makes of them is its own affair. The other operations by
 * `planForms`, each in a dispatch of its own.
 */
export function ownForms({ own, config, maxContext, tuning }: OwnFormsOptions): KernelForms {
  const plain = withoutEpilogues(planForms(tuning));
  const { matmul, rmsnorm, attention } = own;
  const edited = (operation: Operation, source: KernelSource, call: KernelCall<unknown>, terms: number) => {
    const kernel = own[operation]!;
    const before = source.parts.slice(0, -1);
    const work = Math.min(MOST_WORK, SLACK * workLike(source.parts.join('\n'), terms));
    return {
      ...source,
      label: `${source.label} by ${kernel.name} (${shortHash(kernel)})`,
      parts: [...before, kernel.source],
      edited: { name: `${kernel.name} (${operation})`, call, work },
    };
  };
  return {
    matmul: matmul
      ? (plan, product): MatmulKernel => {
          const original = plainForm(FORM_LIKE[matmul.like]!, plan, product, tuning);
          return {
            ...original,
            source: (dtypes) => {
              const call = original.call(anyBuffers(dtypes.weights!));
              return edited('matmul', original.source(dtypes), call, mostTerms(config));
            },
          };
        }
      : plain.matmul,
    addNorm: rmsnorm
      ? (lanes) => ({
          form: `own${lanes}`,
          source: (dtypes) =>
            edited('rmsnorm', addNormSource(dtypes, lanes, tuning), NORM_CALL, config.hiddenSize),
          call: addNormCall,
        })
      : plain.addNorm,
    attention: attention
      ? () => ({
          ...splitsForm(tuning),
          sources(dtypes) {
            const terms = attentionTerms(config, maxContext);
            const [source, call] = [
              attentionSource(dtypes, config, tuning),
              attentionCall(ATTENTION, 1, config),
            ];
            return new Map([['attention', edited('attention', source, call, terms)]]);
          },
        })
      : plain.attention,
  };
}

/** Terms of the model's longest sum of products. */
function mostTerms(config: ModelConfig): number {
  const { matmul } = modelGraph(config);
  return Math.max(...MATMULS.map((name) => matmul[name].terms));
}

/** Calls that bind nothing: they say how many buffers of each kind a kernel is given. */
function anyBuffers(weights: WeightLayout) {
  const bound =
    weightPreludes(weights)
      .join('\n')
      .match(/@group\(1\)\s*@binding\(\d+\)/g) ?? [];
  return { x: null, bounds: null, ends: sumsTo(null), weights: bound.map(() => null) };
}

const NORM_CALL = addNormCall(
  { sourceRows: null, partials: null, gain: null, residual: null, normed: null },
  { rows: 1, stepRows: 1, hidden: 4, parts: 0, epsilon: 0 },
);

const ATTENTION = { q: null, k: null, v: null, items: null, blocks: null, values: null, stats: null };
