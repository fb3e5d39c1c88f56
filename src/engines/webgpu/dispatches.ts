import { type Operation, outputLabel } from '../../model/graph.ts';
import { layerAttention, type ModelConfig } from '../../model/model-config.ts';
import { modelGraph } from '../../model/model-graph.ts';
import {
  HEAD_NORMS,
  isHeadNorm,
  isMatmul,
  isSumsNorm,
  type MatmulName,
  type OutputName,
} from '../../model/operations.ts';
import { isWide, WIDE_PRODUCTS, type WideProduct } from '../../steps/dynamic-widths.ts';

/** What makes q8 of what a product reads: each row's largest magnitude, then the integers. */
export type QuantizeCall = `${MatmulName}_most` | `${MatmulName}_q8`;

/** What comes before two widths are chosen between: what each row would lose, and both products. */
export type WidthCall = `${WideProduct}_${'estimate' | 'high' | 'low'}`;

/** The other calls that no output of the graph is named after. */
export type InnerCall =
  | 'first_norm'
  | 'qk_norm'
  | 'rope_kv'
  | 'merge'
  | 'capacity'
  | 'o_scale'
  | 'down_scale'
  | 'sample_slices'
  | 'sample_merge';

/** One kernel call of a step, and what of the graph is done by it. */
export interface Dispatch {
  /** Its place in the model: `layer3.rope_kv`; of one that makes the graph's output whole, the output's. */
  readonly label: string;
  /** What its like is called in every layer; times are summed under it. */
  readonly op: OutputName | InnerCall | QuantizeCall | WidthCall;
  /**
   * What of the graph is computed once it has run, in order; of `attention` nothing where it leaves splits for `merge`. All of it is in
   * memory but for the sums of a product whose kernel goes on with them.
   */
  readonly outputs: readonly Operation[];
}

/** What arms do that is a dispatch of its own. */
interface ArmCalls {
  /** Whether activations are quantised before each product. */
  readonly quantizes?: boolean;
  /** Whether a mixture's experts have a capacity. */
  readonly drops?: boolean;
  /** Whether each product of a layer has two widths. */
  readonly widths?: boolean;
}

/**
 * The dispatches of a step that samples, in order: the graph's operations as the kernels fuse them, and where any row's splits are
 * spread over workgroups, their merge. A residual addition is made by the norm that follows it, if any does; q, k and v by one kernel, and so
 * the norms of q and k. `merges`: of all layers, or of those that see the last keys only and of the others. `fused`: the products whose kernels
 * go on with their sums and do what else would be a dispatch of its own, or the norm's that follows. A mixture's experts go on with theirs as
 * far as the residual stream.
 */
export function dispatchesOf(
  config: ModelConfig,
  merges: boolean | Readonly<Record<'local' | 'others', boolean>> = true,
  fused: ReadonlySet<MatmulName> = NONE,
  { quantizes = false, drops = false, widths = false }: ArmCalls = {},
): Dispatch[] {
  const dispatches: (Dispatch & { readonly outputs: Operation[] })[] = [];
  /** Done by the dispatch to come. */
  let held: Operation[] = [];
  const normed: Operation[] = [];
  const dispatch = (label: string, op: Dispatch['op'], outputs: Operation[]): void => {
    dispatches.push({ label, op, outputs });
  };
  const follow = (product: MatmulName, operation: Operation): void => {
    if (fused.has(product)) dispatches.at(-1)!.outputs.push(operation);
    else held.push(operation);
  };
  // A norm of the sums multiplies them itself.
  const scales = config.residualScale !== undefined && config.norms === undefined;
  const mergesIn = (layer: number) =>
    typeof merges === 'boolean'
      ? merges
      : merges[layerAttention(config, layer).window === null ? 'others' : 'local'];
  for (const operation of modelGraph(config).operations) {
    const { kind, layer, name } = operation;
    const label = outputLabel(operation);
    switch (kind) {
      case 'route':
        dispatch(label, name, [operation]);
        if (drops) dispatch(`layer${layer}.capacity`, 'capacity', []);
        break;
      case 'mix':
        dispatches.at(-1)!.outputs.push(operation);
        break;
      case 'add': {
        if (config.experts && name === 'mlp_residual') {
          dispatches.at(-1)!.outputs.push(operation);
          break;
        }
        const product = name === 'residual' ? 'o' : 'down';
        if (config.norms === 'after') {
          dispatch(label, name, [operation]);
          break;
        }
        if (scales) dispatch(`layer${layer}.${product}_scale`, `${product}_scale`, []);
        follow(product, operation);
        break;
      }
      case 'rope':
      case 'round':
        follow('qkv', operation);
        break;
      case 'swiglu':
      case 'geglu':
        if (config.experts) dispatches.at(-1)!.outputs.push(operation);
        else if (fused.has('gate_up')) follow('gate_up', operation);
        else dispatch(label, name, [operation]);
        break;
      case 'bias':
        if (name === 'qkv_bias' && fused.has('qkv')) follow('qkv', operation);
        else dispatch(label, name, [operation]);
        break;
      case 'norm':
        if (isHeadNorm(name)) {
          if (fused.has('qkv')) {
            follow('qkv', operation);
            break;
          }
          normed.push(operation);
          if (normed.length === HEAD_NORMS.length)
            dispatch(`layer${layer}.qk_norm`, 'qk_norm', normed.splice(0));
          break;
        }
        dispatch(label, layer === 0 && name === 'norm' ? 'first_norm' : name, [...held, operation]);
        held = [];
        break;
      case 'attention':
        if (!fused.has('qkv')) dispatch(`layer${layer}.rope_kv`, 'rope_kv', held);
        held = [];
        if (mergesIn(layer!)) dispatch(`layer${layer}.splits`, name, []);
        dispatch(label, mergesIn(layer!) ? 'merge' : name, [operation]);
        break;
      default:
        if (isMatmul(name) && (quantizes || (widths && isWide(name)))) {
          dispatch(`${label}_most`, `${name}_most`, []);
          dispatch(`${label}_q8`, `${name}_q8`, []);
        }
        if (widths && isWide(name))
          for (const call of ['estimate', 'high', 'low'] as const)
            dispatch(`${label}_${call}`, `${name}_${call}`, []);
        dispatch(label, name, [operation]);
    }
  }
  for (const call of ['sample_slices', 'sample_merge'] as const) dispatch(call, call, []);
  return dispatches;
}

const NONE: ReadonlySet<MatmulName> = new Set();

/** Kernels that may run each norm, what stands between sums and whoever reads them, and each product of an arm. */
export interface KernelCounts {
  /** Whether the arm quantises its activations. */
  readonly quantizes: boolean;
  /** Whether products have two widths. */
  readonly widths?: boolean;
  readonly norms: number;
  readonly between: number;
  readonly products: Readonly<Record<MatmulName, number>>;
}

/** Different sets of params that an arm may use over time: of each norm and each product one for every kernel that may run it. */
export function mostParamSets(
  config: ModelConfig,
  { norms, between, products, quantizes, widths = false }: KernelCounts,
): number {
  const calls = dispatchesOf(config, true, NONE, { quantizes, widths, drops: true });
  const sets = calls.map(({ op, outputs }): [string, number] => {
    const last = outputs.at(-1);
    if (op === 'qk_norm' || (last && isSumsNorm(last.name))) return [op, between];
    if (last?.kind === 'norm') return [op, norms];
    // A kernel for each layout of its weights and each number of lanes.
    if (config.experts && (op === 'router' || op === 'gate_up' || op === 'down')) return [op, between];
    const wide = WIDE_PRODUCTS.find((name) => op === `${name}_high` || op === `${name}_low`);
    if (wide) return [op, products[wide]];
    return [op, last && isMatmul(last.name) ? products[last.name] : 1];
  });
  return [...new Map(sets).values()].reduce((sum, count) => sum + count, 0);
}
